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
/// session.
final class FramedPublisher {
  private final int port;
  private final Board board;
  private final String name;
  private final Whim whim;
  private int sequence;

  /// One message until its answer is there.
  private record Pending(String content, String text, int sequence, long sentNanos) {}

  FramedPublisher(int port, Board board, String name, Whim whim) {
    this.port = port;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    List<Pending> unanswered = List.of();
    while (!finished.getAsBoolean() || !unanswered.isEmpty()) {
      try (FramedSocket socket = FramedSocket.open(RawConnection.open(port))) {
        while (!unanswered.isEmpty() || !finished.getAsBoolean()) {
          List<Pending> burst = unanswered.isEmpty() ? nextBurst() : unanswered;
          Map<Long, Pending> sent = send(socket, burst);
          if (whim.chance(3)) {
            unanswered = burst;
            break;
          }
          while (!sent.isEmpty()) {
            take(socket, sent);
          }
          unanswered = List.of();
          whim.stop(0, 30);
        }
      }
    }
  }

  private List<Pending> nextBurst() {
    List<Pending> burst = new ArrayList<>();
    long sentNanos = System.nanoTime();
    for (int i = whim.between(1, 8); i > 0; i--) {
      String content = name + "-" + ++sequence;
      burst.add(new Pending(content, whim.padded(content), sequence, sentNanos));
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
      throw new IOException("published, and got " + reply);
    }
    if (each != null) {
      Place place = Place.parse(reply.get("ok").get("position").asString());
      var kept = new Sent.Outcome.Kept(place, System.nanoTime());
      board.sent(new Sent(each.content, name, each.sequence, each.sentNanos, kept));
    }
  }
}
