package dev.belfry.conformance.bounds;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Floods of many clients, each of which keeps within its own limits, on servers with a small heap:
/// of large messages, where bytes matter, and of tiny ones, where objects do. Others are served
/// meanwhile, and afterwards the memory is free again.
class MemoryFloodsTest {
  private static final Duration FLOOD = Duration.ofSeconds(4);
  private static final Duration COMPLETED_WITHIN = Duration.ofMinutes(3);
  private static final int LARGE = 60_000;

  private static byte[] text(byte[] payload) {
    return RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, payload);
  }

  /// So many texts, each a frame.
  private static byte[] texts(int count, byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    byte[] frame = text(payload);
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(frame);
    }
    return bytes.toByteArray();
  }

  // ---- publishers at full speed, and subscribers that read nothing

  @Test
  void largeMessagesToSubscribersThatReadNothing() throws Exception {
    publishersAgainstStalledSubscribers(text(new byte[LARGE]));
  }

  @Test
  void tinyMessagesToSubscribersThatReadNothing() throws Exception {
    publishersAgainstStalledSubscribers(texts(1_000, "x".getBytes(US_ASCII)));
  }

  private static void publishersAgainstStalledSubscribers(byte[] frames) throws Exception {
    try (FloodedServer server = new FloodedServer(224)) {
      server.flood(
          300,
          connection -> {
            RawWebSocket.open(connection, "/notifications/busy");
            staysOpen(server, connection);
          });
      server.flood(
          200,
          connection -> {
            RawWebSocket.open(connection, "/notifications/busy");
            sendsAgainAndAgain(server, connection, frames);
          });
      server.servesTheNeighbourFor(FLOOD);
      server.outlivesTheFlood();
    }
  }

  private static void sendsAgainAndAgain(
      FloodedServer server, RawConnection connection, byte[] bytes) throws IOException {
    while (!server.over()) {
      connection.send(bytes);
    }
  }

  /// Reads nothing, until the server ends the connection or the flood is over.
  private static void staysOpen(FloodedServer server, RawConnection connection) throws IOException {
    while (!server.over()) {
      if (!connection.openFor(Duration.ofSeconds(1))) {
        return;
      }
    }
  }

  // ---- framed clients

  @Test
  void emptyLinesBehindPagesThatNobodyReads() throws Exception {
    try (FloodedServer server = new FloodedServer(128)) {
      Flood.run(server.port(), _ -> "/notifications/large", 0, 1_000, "x".repeat(1_000));
      byte[] lines = text("{}\n".repeat(LARGE / 3).getBytes(US_ASCII));
      server.flood(
          600,
          connection -> {
            FramedSocket socket = FramedSocket.open(connection);
            socket.add("history", Map.of("channel", "large", "limit", 1_000));
            socket.flush();
            sendsAgainAndAgain(server, connection, lines);
          });
      server.servesTheNeighbourFor(FLOOD);
      server.outlivesTheFlood();
    }
  }

  @Test
  void tinyRepliesThatNobodyReads() throws Exception {
    try (FloodedServer server = new FloodedServer(128)) {
      byte[] pings = text("{\"id\":2,\"ping\":{}}\n".repeat(2_500).getBytes(US_ASCII));
      server.flood(
          600,
          connection -> {
            FramedSocket.open(connection).flush();
            sendsAgainAndAgain(server, connection, pings);
          });
      server.servesTheNeighbourFor(FLOOD);
      server.outlivesTheFlood();
    }
  }

  @Test
  void subscriptionsAndMembersWithoutEnd() throws Exception {
    String rules = "--channels=[{match: \"made/**\", presence: true}]";
    try (FloodedServer server = new FloodedServer(128, rules)) {
      server.leavesNoSubscriptions();
      server.flood(
          600,
          connection -> {
            FramedSocket socket = FramedSocket.open(connection);
            for (int i = 0; i < 250; i++) {
              String channel = "made/up/" + System.nanoTime();
              socket.add("subscribe", Map.of("channel", channel, "presence", true));
            }
            socket.flush();
            readsOn(server, socket);
          });
      server.servesTheNeighbourFor(FLOOD);
      server.outlivesTheFlood();
    }
  }

  private static void readsOn(FloodedServer server, FramedSocket socket) throws IOException {
    while (!server.over()) {
      if (socket.next().isEmpty()) {
        return;
      }
    }
  }

  // ---- clients that resume together

  @Test
  void twoThousandClientsThatResumeADurableChannelOfLargeMessages() throws Exception {
    resumeTogether(40, LARGE);
  }

  @Test
  void twoThousandClientsThatResumeADurableChannelOfTinyMessages() throws Exception {
    resumeTogether(500, 10);
  }

  private static void resumeTogether(int messages, int messageBytes) throws Exception {
    String rules = "--channels=[{match: disk, durable: true}]";
    try (FloodedServer server = new FloodedServer(128, rules, "--store.sync=os")) {
      String body = "x".repeat(messageBytes);
      Flood.run(server.port(), _ -> "/notifications/disk", 0, messages, body);
      server.serves(
          2_000,
          COMPLETED_WITHIN,
          connection -> {
            RawWebSocket socket =
                RawWebSocket.open(connection, "/notifications/disk?since=earliest");
            for (int i = 0; i < messages; i++) {
              assertThat(socket.readText()).hasSize(messageBytes);
            }
          });
      server.outlivesTheFlood();
    }
  }

  // ---- what is only half sent

  /// Side by side, since they leave the processor idle.
  @Test
  void largeAndTinyBodiesThatAreHalfSentFromOneAddress() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Void> large = threads.submit(() -> halfSent(1_000, LARGE));
      Future<Void> tiny = threads.submit(() -> halfSent(3_000, 500));
      large.get();
      tiny.get();
    }
  }

  private static Void halfSent(int clients, int bodyBytes) throws Exception {
    String head =
        "POST /notifications/half HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
            + bodyBytes
            + "\r\n\r\n";
    byte[] request = (head + "x".repeat(bodyBytes - 1)).getBytes(US_ASCII);
    try (FloodedServer server = new FloodedServer(224)) {
      server.flood(
          clients,
          connection -> {
            connection.send(request);
            staysOpen(server, connection);
          });
      server.servesTheNeighbourFor(FLOOD);
      server.outlivesTheFlood();
    }
    return null;
  }
}
