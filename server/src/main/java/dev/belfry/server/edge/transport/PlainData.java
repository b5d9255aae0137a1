package dev.belfry.server.edge.transport;

import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// What one who listens to a single channel sees of a message: text as itself, a JSON string as the
/// text that it stands for, other JSON as it was published.
public final class PlainData {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PlainData() {}

  /// Never longer than the message's data. The array is shared: nobody writes to it.
  public static byte[] of(Message message) {
    byte[] data = message.data();
    return switch (message.kind()) {
      case TEXT -> data;
      case JSON -> isString(data) ? decoded(data) : data;
    };
  }

  /// Line breaks before the value were made spaces when it was published.
  private static boolean isString(byte[] json) {
    int i = 0;
    while (i < json.length && (json[i] == ' ' || json[i] == '\t')) {
      i++;
    }
    return i < json.length && json[i] == '"';
  }

  private static byte[] decoded(byte[] json) {
    return JSON.readValue(json, String.class).getBytes(StandardCharsets.UTF_8);
  }
}
