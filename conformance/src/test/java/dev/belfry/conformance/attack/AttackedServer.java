package dev.belfry.conformance.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.ResponseHead;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// A server with little memory and little patience, which must serve others all the while.
final class AttackedServer implements AutoCloseable {
  private final RunningServer server;

  AttackedServer() throws IOException {
    server =
        RunningServer.startOn(
            List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m"), "--limits.handshake=1s");
  }

  int port() {
    return server.port();
  }

  RawWebSocket webSocket(String... headers) throws IOException {
    return RawWebSocket.open(port(), "/notifications/attacked", headers);
  }

  RawConnection connection() throws IOException {
    return RawConnection.open(port());
  }

  /// Somebody else subscribes, publishes and receives.
  void servesOthers() throws IOException {
    assertThat(server.alive()).as(server::output).isTrue();
    String path = "/notifications/" + UUID.randomUUID();
    try (RawWebSocket other = RawWebSocket.open(port(), path);
        RawConnection poster = connection()) {
      poster.post(path, "still here");
      ResponseHead head = poster.readHead();
      assertThat(head.status()).isEqualTo(201);
      assertThat(other.readText()).isEqualTo("still here");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
