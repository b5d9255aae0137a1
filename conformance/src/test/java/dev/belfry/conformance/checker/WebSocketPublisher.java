package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawWebSocket;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/// Publishes over one raw WebSocket in bursts, some messages in fragments, and waits for its own
/// echo of the last of each burst.
final class WebSocketPublisher {
  private final int port;
  private final Board board;
  private final String name;
  private final Whim whim;

  WebSocketPublisher(int port, Board board, String name, Whim whim) {
    this.port = port;
    this.board = board;
    this.name = name;
    this.whim = whim;
  }

  void run(BooleanSupplier finished) throws IOException {
    int sequence = 0;
    try (RawWebSocket socket = RawWebSocket.open(port, board.path())) {
      while (!finished.getAsBoolean()) {
        int last = sequence + whim.between(1, 20);
        long sentNanos = System.nanoTime();
        for (int i = sequence + 1; i <= last; i++) {
          send(socket, whim.padded(name + "-" + i));
        }
        hear(socket, name + "-" + last);
        for (int i = sequence + 1; i <= last; i++) {
          board.sent(new Sent(name + "-" + i, name, i, sentNanos, new Sent.Outcome.Echoed()));
        }
        sequence = last;
        whim.stop(0, 60);
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
