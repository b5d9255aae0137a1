package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/// Publishes over a framed session, several messages in one frame. Sometimes it is cut before the
/// answers; then it sends all that had none again, in order and with the same keys, over the next
/// session. So it does with what is refused for now, of which only this is certain: it is there
/// once.
final class FramedPublisher {
  private final Reach reach;
  private final Board board;
  private final String name;
  private final Whim whim;
  private final List<Pending> unsettled = new ArrayList<>();
  private int sequence;

  /// One message until its answer is there.
  private record Pending(
      String content, String text, String publisher, int sequence, long sentNanos) {
    /// The same, no longer in any order with others.
    Pending alone() {
      return new Pending(content, text, content, sequence, sentNanos);
    }
  }

  FramedPublisher(Reach reach, Board board, String name, Whim whim) {
    this.reach = reach;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    while (!finished.getAsBoolean() || !unsettled.isEmpty()) {
      try (RawConnection connection = reach.open(whim)) {
        connection.patience(Reach.PATIENCE);
        publish(FramedSocket.open(connection), finished);
      } catch (IOException broken) {
        reach.tolerate(broken, whim);
        unsettled.replaceAll(Pending::alone);
      }
    }
  }

  /// Publishes until it is cut or has finished.
  private void publish(FramedSocket socket, BooleanSupplier finished) throws IOException {
    while (!unsettled.isEmpty() || !finished.getAsBoolean()) {
      if (unsettled.isEmpty()) {
        unsettled.addAll(nextBurst());
      }
      Map<Long, Pending> sent = send(socket, unsettled);
      if (whim.chance(3)) {
        return;
      }
      while (!sent.isEmpty()) {
        take(socket, sent);
      }
      reach.pace(whim, 7);
    }
  }

  private List<Pending> nextBurst() {
    List<Pending> burst = new ArrayList<>();
    long sentNanos = System.nanoTime();
    for (int i = whim.between(1, 8); i > 0; i--) {
      String content = name + "-" + ++sequence;
      burst.add(new Pending(content, whim.padded(content), name, sequence, sentNanos));
    }
    return burst;
  }

  private Map<Long, Pending> send(FramedSocket socket, List<Pending> burst) throws IOException {
    Map<Long, Pending> sent = new HashMap<>();
    for (Pending each : burst) {
      var members = Map.of("channel", board.channel(), "data", each.text, "key", each.content);
      sent.put(socket.add("publish", members), each);
    }
    socket.flush();
    return sent;
  }

  private void take(FramedSocket socket, Map<Long, Pending> sent) throws IOException {
    JsonNode reply = socket.next().orElseThrow(() -> new IOException("closed, not answered"));
    Pending each = sent.remove(reply.get("id").asLong());
    if (!reply.has("ok")) {
      refused(reply);
      if (each != null) {
        unsettled.replaceAll(one -> one.equals(each) ? one.alone() : one);
      }
    } else if (each != null) {
      unsettled.remove(each);
      Place place = Place.parse(reply.get("ok").get("position").asString());
      var kept = new Sent.Outcome.Kept(place, System.nanoTime());
      board.sent(new Sent(each.content, each.publisher, each.sequence, each.sentNanos, kept));
    }
  }

  private void refused(JsonNode reply) throws IOException {
    if (!reply.get("error").get("code").asString().equals("unavailable")) {
      throw new IllegalStateException("published, and got " + reply);
    }
    reach.tolerate(new IOException("published, and got " + reply), whim);
  }
}
