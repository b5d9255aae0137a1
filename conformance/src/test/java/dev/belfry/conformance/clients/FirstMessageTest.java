package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One who has been told that it listens gets what is published from that moment on, which takes
/// many channels to see: their owners are on all event loops.
@SuppressWarnings("NullAway.Init")
class FirstMessageTest {
  private static final int CHANNELS = 300;

  private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anEventStreamMissesNothingOnceItsHeadIsThere() throws Exception {
    try (RawConnection poster = RawConnection.open(server.port())) {
      for (int i = 0; i < CHANNELS; i++) {
        String path = "/notifications/first/stream/" + i;
        try (EventStream stream = EventStream.open(RawConnection.open(server.port()), path, "")) {
          poster.post(path, "the first");
          assertThat(poster.readBody(poster.readHead())).contains("position");
          assertThat(stream.nextData().data()).hasValue("the first");
        }
      }
    }
  }

  @Test
  void aWebSocketMissesNothingOnceItsHandshakeIsThere() throws Exception {
    try (RawConnection poster = RawConnection.open(server.port())) {
      for (int i = 0; i < CHANNELS; i++) {
        String path = "/notifications/first/socket/" + i;
        try (RawWebSocket socket = RawWebSocket.open(server.port(), path)) {
          poster.post(path, "the first");
          assertThat(poster.readBody(poster.readHead())).contains("position");
          assertThat(socket.readText()).isEqualTo("the first");
        }
      }
    }
  }
}
