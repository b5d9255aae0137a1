package dev.belfry.server.edge.encode;

import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// The part of a message that a subscriber of a single channel sees: text as itself, a JSON string
/// as the text that it stands for, other JSON as it was published.
final class PlainData {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PlainData() {}

  /// Never longer than the message's data. The array is shared: nobody writes to it.
  static byte[] of(Message message) {
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
