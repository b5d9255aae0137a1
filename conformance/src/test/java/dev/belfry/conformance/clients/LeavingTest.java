package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RawWebSocket.Incoming;
import dev.belfry.conformance.wire.RunningServer;
import org.junit.jupiter.api.Test;

/// What clients see when an operator stops the server with SIGTERM.
class LeavingTest {
  @Test
  void clientsAreHandedOverAndTheServerExitsWithZero() throws Exception {
    try (RunningServer server = RunningServer.start();
        RawWebSocket socket = RawWebSocket.open(server.port(), "/notifications/leaving");
        EventStream stream =
            EventStream.open(RawConnection.open(server.port()), "/notifications/leaving", "")) {
      assertThat(stream.next()).isPresent();
      server.askToLeave();
      assertThat(socket.read())
          .isInstanceOfSatisfying(
              Incoming.Closed.class,
              closed -> {
                assertThat(closed.code()).isEqualTo(4000);
                assertThat(closed.reason()).matches("\\{\"reconnectWithin\":[0-9]+}");
              });
      socket.send(RawWebSocket.FIN | RawWebSocket.CLOSE, new byte[] {0x0F, (byte) 0xA0});
      while (stream.next().isPresent()) {
        // the last block says when to come back
      }
      assertThat(server.awaitExit()).as(server::output).isZero();
    }
  }
}
