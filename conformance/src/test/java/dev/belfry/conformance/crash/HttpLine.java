package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Publishes by POST, pipelined: the answers come in the order of the requests.
final class HttpLine implements Line {
  private static final JsonMapper JSON = new JsonMapper();

  private final RawConnection connection;
  private final ArrayDeque<String> underWay = new ArrayDeque<>();

  HttpLine(int port) throws IOException {
    connection = RawConnection.open(port);
  }

  @Override
  public void send(String channel, String text, @Nullable String key) throws IOException {
    underWay.add(text);
    String path = "/notifications/" + channel;
    if (key == null) {
      connection.post(path, text);
    } else {
      connection.post(path, text, "Idempotency-Key: " + key);
    }
  }

  @Override
  public Answer next() throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    String text = underWay.remove();
    return switch (head.status()) {
      case 201 -> new Answer.Kept(text, JSON.readTree(body).get("position").asString());
      case 503 -> new Answer.Unavailable(text);
      default -> new Answer.Wrong(text, head.status() + " " + body);
    };
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
