package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/// Publishes over HTTP, one message after the other. Sometimes it is cut before the answer, or the
/// answer is that the message can't be kept now; then it sends the same again with the same
/// idempotency key, or leaves it at not knowing.
final class HttpPublisher {
  private static final JsonMapper JSON = new JsonMapper();

  private final Reach reach;
  private final Board board;
  private final String name;
  private final Whim whim;

  HttpPublisher(Reach reach, Board board, String name, Whim whim) {
    this.reach = reach;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    int sequence = 0;
    for (int session = 1; !finished.getAsBoolean(); session++) {
      try (RawConnection connection = reach.open(whim)) {
        connection.patience(Reach.PATIENCE);
        boolean cut = false;
        while (!cut && !finished.getAsBoolean()) {
          sequence++;
          cut = !publish(connection, name + "/" + session, sequence);
          reach.pace(whim, 1);
        }
      } catch (IOException broken) {
        reach.tolerate(broken, whim);
      }
    }
  }

  /// Publishes the message that ends the channel.
  static void end(Reach reach, Board board, Whim whim) throws IOException {
    var publisher = new HttpPublisher(reach, board, "checker", whim);
    long sentNanos = System.nanoTime();
    Sent.Outcome kept = publisher.again(Board.END, "Idempotency-Key: " + Board.END);
    board.sent(new Sent(Board.END, publisher.name, 1, sentNanos, kept));
  }

  /// Returns whether the connection is still good. Each connection is a publisher of its own: what
  /// was on its way when it was cut may arrive after what the next one sends.
  private boolean publish(RawConnection connection, String session, int sequence)
      throws IOException {
    String content = name + "-" + sequence;
    String text = whim.padded(content);
    String key = "Idempotency-Key: " + content;
    long sentNanos = System.nanoTime();
    try {
      connection.post(board.path(), text, key);
      if (!whim.chance(2)) {
        var kept = new Sent.Outcome.Kept(readPlace(connection), System.nanoTime());
        board.sent(new Sent(content, session, sequence, sentNanos, kept));
        return true;
      }
    } catch (IOException broken) {
      reach.tolerate(broken, whim);
    }
    connection.close();
    Sent.Outcome outcome = whim.chance(50) ? again(text, key) : new Sent.Outcome.Unknown();
    board.sent(new Sent(content, session, sequence, sentNanos, outcome));
    return false;
  }

  private Sent.Outcome again(String text, String key) throws IOException {
    while (true) {
      try (RawConnection next = reach.open(whim)) {
        next.patience(Reach.PATIENCE);
        next.post(board.path(), text, key);
        return new Sent.Outcome.Kept(readPlace(next), System.nanoTime());
      } catch (IOException broken) {
        reach.tolerate(broken, whim);
      }
    }
  }

  private static Place readPlace(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() == 503) {
      throw new IOException("published, and got " + head.status() + " " + body);
    }
    if (head.status() != 201) {
      throw new IllegalStateException("published, and got " + head.status() + " " + body);
    }
    return Place.parse(JSON.readTree(body).get("position").asString());
  }
}
