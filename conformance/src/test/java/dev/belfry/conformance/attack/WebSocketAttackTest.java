package dev.belfry.conformance.attack;

import static dev.belfry.conformance.wire.RawWebSocket.BINARY;
import static dev.belfry.conformance.wire.RawWebSocket.CLOSE;
import static dev.belfry.conformance.wire.RawWebSocket.CONTINUATION;
import static dev.belfry.conformance.wire.RawWebSocket.FIN;
import static dev.belfry.conformance.wire.RawWebSocket.PING;
import static dev.belfry.conformance.wire.RawWebSocket.RSV1;
import static dev.belfry.conformance.wire.RawWebSocket.RSV2;
import static dev.belfry.conformance.wire.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames that a textbook server falls over; after each, others are served.
@SuppressWarnings("NullAway.Init")
class WebSocketAttackTest {
  private static final byte[] NOTHING = {};
  private static AttackedServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new AttackedServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void othersAreServed() throws IOException {
    server.servesOthers();
  }

  @Test
  void pingsWhosePongsAreNeverReadMakeNothingGrow() throws Exception {
    byte[] pings = repeated(RawWebSocket.frame(FIN | PING, new byte[125]), 500);
    try (RawConnection connection = RawConnection.open(server.port(), 4096);
        RawWebSocket socket = RawWebSocket.open(connection, "/notifications/pinged")) {
      send(socket, pings, 2_000);
    }
  }

  @Test
  void endlessEmptyFragmentsEndTheConnection() throws Exception {
    byte[] fragments = repeated(RawWebSocket.frame(CONTINUATION, NOTHING), 1_000);
    try (RawWebSocket socket = server.webSocket()) {
      socket.send(TEXT, NOTHING);
      send(socket, fragments, 2_000);
      assertThat(socket.connection().endsWithin(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void endlessFragmentsOfOneByteEndTheConnection() throws Exception {
    byte[] fragments = repeated(RawWebSocket.frame(CONTINUATION, new byte[] {'x'}), 1_000);
    try (RawWebSocket socket = server.webSocket()) {
      socket.send(TEXT, new byte[] {'x'});
      send(socket, fragments, 2_000);
      assertThat(socket.connection().endsWithin(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void aDeflateBombIsTooBig() throws Exception {
    try (RawWebSocket socket = server.webSocket("Sec-WebSocket-Extensions: permessage-deflate")) {
      assertThat(socket.head().header("Sec-WebSocket-Extensions").orElse("none"))
          .startsWith("permessage-deflate");
      socket.send(FIN | RSV1 | TEXT, deflated(new byte[10_000_000]));
      assertThat(socket.readCloseCode()).isEqualTo(1009);
    }
  }

  @Test
  void aMessageOverTheLimitIsTooBig() throws Exception {
    try (RawWebSocket socket = server.webSocket()) {
      socket.send(FIN | TEXT, new byte[65_537]);
      assertThat(socket.readCloseCode()).isEqualTo(1009);
    }
  }

  @Test
  void aFrameThatAnnouncesExabytesIsTooBig() throws Exception {
    try (RawWebSocket socket = server.webSocket()) {
      socket.connection().send(HexFormat.of().parseHex("81FF7FFFFFFFFFFFFFFF00000000"));
      assertThat(socket.readCloseCode()).isIn(1002, 1009);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "03, 1002", // half a code
    "03E7, 1002", // 999
    "03EC, 1002", // 1004
    "03ED, 1002", // 1005, which must not be sent
    "03EE, 1002", // 1006
    "07D0, 1002", // 2000
    "1388, 1002", // 5000
    "03E8FF, 1007", // 1000 with a reason that is not UTF-8
  })
  void aBadCloseFrameIsAnsweredByItsFault(String payload, int code) throws Exception {
    try (RawWebSocket socket = server.webSocket()) {
      socket.send(FIN | CLOSE, HexFormat.of().parseHex(payload));
      assertThat(socket.readCloseCode()).isEqualTo(code);
      assertThat(socket.connection().endsWithin(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void whatWasSentBeforeAFaultIsPublishedAllTheSame() throws Exception {
    try (RawWebSocket socket = server.webSocket();
        RawWebSocket other = server.webSocket()) {
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(RawWebSocket.frame(FIN | TEXT, "valid".getBytes(UTF_8)));
      bytes.writeBytes(RawWebSocket.frame(FIN | RSV2 | TEXT, "not".getBytes(UTF_8)));
      socket.connection().send(bytes.toByteArray());
      assertThat(socket.readCloseCode()).isEqualTo(1002);
      assertThat(other.readText()).isEqualTo("valid");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "81 01 61, 1002", // a frame without a mask
    "83 80 00000000, 1002", // an opcode that means nothing
    "80 80 00000000, 1002", // a continuation of nothing
    "09 80 00000000, 1002", // a ping in fragments
    "89 FE 007E 00000000, 1002", // a ping of 126 bytes
    "C1 80 00000000, 1002", // compressed, without having been agreed
    "81 82 00000000 C328, 1007", // text that is not UTF-8
  })
  void aBrokenFrameIsAnsweredByItsFault(String bytes, int code) throws Exception {
    try (RawWebSocket socket = server.webSocket()) {
      socket.connection().send(HexFormat.of().parseHex(bytes.replace(" ", "")));
      assertThat(socket.readCloseCode()).isEqualTo(code);
    }
  }

  @Test
  void aBinaryFrameIsRefused() throws Exception {
    try (RawWebSocket socket = server.webSocket()) {
      socket.send(FIN | BINARY, new byte[] {1, 2, 3});
      assertThat(socket.readCloseCode()).isEqualTo(1003);
    }
  }

  /// Sends the same bytes so many times, or until the server ends the connection or takes no more
  /// for ten seconds.
  private static void send(RawWebSocket socket, byte[] bytes, int times) throws Exception {
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < times; i++) {
                  socket.connection().send(bytes);
                }
              } catch (IOException ended) {
                // the server has had enough, which is for the caller to judge
              }
            },
            Thread::startVirtualThread);
    var _ = sending.completeOnTimeout(null, 10, TimeUnit.SECONDS).get();
  }

  private static byte[] repeated(byte[] frame, int times) {
    byte[] all = new byte[frame.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(frame, 0, all, i * frame.length, frame.length);
    }
    return all;
  }

  /// As RFC 7692 section 7.2.1 says: flushed, without the last four bytes.
  private static byte[] deflated(byte[] data) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(data);
    byte[] out = new byte[data.length / 100];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }
}
