package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawWebSocket;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/// Publishes over one raw WebSocket in bursts, some messages in fragments, and waits for its own
/// echo of the last of each burst. Where the connection ends before, it leaves it at not knowing.
final class WebSocketPublisher {
  private final Reach reach;
  private final Board board;
  private final String name;
  private final Whim whim;
  private int sequence;

  WebSocketPublisher(Reach reach, Board board, String name, Whim whim) {
    this.reach = reach;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    for (int session = 1; !finished.getAsBoolean(); session++) {
      try (RawWebSocket socket = RawWebSocket.open(reach.open(whim), board.path())) {
        socket.patience(Reach.PATIENCE);
        while (!finished.getAsBoolean()) {
          burst(socket, name + "/" + session);
          reach.pace(whim, 15);
        }
      } catch (IOException broken) {
        reach.tolerate(broken, whim);
      }
    }
  }

  private void burst(RawWebSocket socket, String session) throws IOException {
    int first = sequence + 1;
    sequence += whim.between(1, 20);
    long sentNanos = System.nanoTime();
    Sent.Outcome outcome = new Sent.Outcome.Unknown();
    try {
      for (int i = first; i <= sequence; i++) {
        send(socket, whim.padded(name + "-" + i));
      }
      hear(socket, name + "-" + sequence);
      outcome = new Sent.Outcome.Echoed();
    } finally {
      for (int i = first; i <= sequence; i++) {
        board.sent(new Sent(name + "-" + i, session, i, sentNanos, outcome));
      }
    }
  }

  private void send(RawWebSocket socket, String text) throws IOException {
    if (whim.chance(80)) {
      socket.sendText(text);
      return;
    }
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int split = whim.between(0, bytes.length);
    socket.send(RawWebSocket.TEXT, java.util.Arrays.copyOf(bytes, split));
    socket.send(
        RawWebSocket.FIN | RawWebSocket.CONTINUATION,
        java.util.Arrays.copyOfRange(bytes, split, bytes.length));
  }

  private static void hear(RawWebSocket socket, String content) throws IOException {
    String heard = "";
    while (!heard.equals(content)) {
      heard = Whim.contentOf(socket.readText());
    }
  }
}
