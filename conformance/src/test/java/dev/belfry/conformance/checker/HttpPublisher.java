package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/// Publishes over HTTP, one message after the other. Sometimes it is cut before the answer; then it
/// sends the same again with the same idempotency key, or leaves it at not knowing.
final class HttpPublisher {
  private static final JsonMapper JSON = new JsonMapper();

  private final int port;
  private final Board board;
  private final String name;
  private final Whim whim;

  HttpPublisher(int port, Board board, String name, Whim whim) {
    this.port = port;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    int sequence = 0;
    for (int session = 1; !finished.getAsBoolean(); session++) {
      try (RawConnection connection = RawConnection.open(port)) {
        boolean cut = false;
        while (!cut && !finished.getAsBoolean()) {
          sequence++;
          cut = !publish(connection, name + "/" + session, sequence);
          whim.stop(0, 4);
        }
      }
    }
  }

  /// Publishes the message that ends the channel.
  static void end(int port, Board board) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      long sentNanos = System.nanoTime();
      connection.post(board.path(), Board.END);
      var kept = new Sent.Outcome.Kept(readPlace(connection), System.nanoTime());
      board.sent(new Sent(Board.END, "checker", 1, sentNanos, kept));
    }
  }

  /// Returns whether the connection is still good. Each connection is a publisher of its own: what
  /// was on its way when it was cut may arrive after what the next one sends.
  private boolean publish(RawConnection connection, String session, int sequence)
      throws IOException {
    String content = name + "-" + sequence;
    String text = whim.padded(content);
    String key = "Idempotency-Key: " + content;
    long sentNanos = System.nanoTime();
    connection.post(board.path(), text, key);
    if (!whim.chance(2)) {
      Place place = readPlace(connection);
      var kept = new Sent.Outcome.Kept(place, System.nanoTime());
      board.sent(new Sent(content, session, sequence, sentNanos, kept));
      return true;
    }
    connection.close();
    Sent.Outcome outcome = whim.chance(50) ? again(text, key) : new Sent.Outcome.Unknown();
    board.sent(new Sent(content, session, sequence, sentNanos, outcome));
    return false;
  }

  private Sent.Outcome again(String text, String key) throws IOException {
    try (RawConnection second = RawConnection.open(port)) {
      second.post(board.path(), text, key);
      return new Sent.Outcome.Kept(readPlace(second), System.nanoTime());
    }
  }

  private static Place readPlace(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() != 201) {
      throw new IOException("published, and got " + head.status() + " " + body);
    }
    return Place.parse(JSON.readTree(body).get("position").asString());
  }
}
