package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How framed sessions end, and what clients that do what they should not can't do.
class FramedCloseTest {
  private static Belfry.Builder builder() {
    return Belfry.builder().port(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "[]",
        "{\"id\":1,\"ping\":{}",
        "{\"ping\":{}}",
        "{\"id\":\"1\",\"ping\":{}}",
        "{\"id\":1,\"ping\":{}}\nnonsense"
      })
  void aFrameThatCantBeAnsweredClosesTheSession(String frame) throws Exception {
    try (Belfry belfry = builder().start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.send(frame);
      assertThat(client.readToClose()).startsWith("close:4501 a ");
    }
  }

  @Test
  void aClientThatDoesNotConnectInTimeIsClosed() throws Exception {
    try (Belfry belfry = builder().set("limits.handshake", "1s").start();
        FramedClient idle = new FramedClient(belfry.port());
        FramedClient connected = FramedClient.connected(belfry.port())) {
      assertThat(idle.readToClose()).isEqualTo("close:4504 no connect in time");
      assertThat(connected.ask(1, "\"ping\":{}").has("ok")).isTrue();
    }
  }

  @Test
  void aPingIsALineThatAnyLineAnswers() throws Exception {
    try (Belfry belfry = builder().set("limits.ping", "1s").set("limits.pong", "2s").start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.socket.read()).isEqualTo("text:{}");
        client.send("{}");
      }
      assertThat(client.socket.read()).isEqualTo("text:{}");
      assertThat(client.readToClose()).isEqualTo("close:4001 no pong");
    }
  }

  @ParameterizedTest
  @CsvSource({"0s, 1", "300ms, 1", "1001ms, 2", "15s, 15", "1h, 3600"})
  void aServerThatLeavesSaysWhenToComeBack(String drain, int seconds) throws Exception {
    Belfry belfry = builder().set("server.drain", drain).start();
    try (FramedClient client = FramedClient.connected(belfry.port())) {
      CompletableFuture<Void> closed = CompletableFuture.runAsync(belfry::close);
      assertThat(client.readToClose())
          .isEqualTo("close:4000 {\"reconnectWithin\":" + seconds + "}");
      client.socket.hangUp();
      closed.join();
    }
  }

  @Test
  void oneConnectionTooManyIsToldByACloseCode() throws Exception {
    try (Belfry belfry = builder().set("limits.connections-per-address", "1").start();
        FramedClient first = FramedClient.connected(belfry.port());
        FramedClient second = new FramedClient(belfry.port())) {
      assertThat(second.readToClose()).isEqualTo("close:4503 too many connections");
      assertThat(first.ask(1, "\"ping\":{}").has("ok")).isTrue();
    }
    try (Belfry belfry = builder().set("limits.connections", "1").start();
        FramedClient first = FramedClient.connected(belfry.port());
        FramedClient second = new FramedClient(belfry.port())) {
      assertThat(second.readToClose()).isEqualTo("close:1013 too many connections");
      assertThat(first.ask(1, "\"ping\":{}").has("ok")).isTrue();
    }
  }

  @Test
  void aFrameTooLargeClosesTheSession() throws Exception {
    try (Belfry belfry = builder().start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.send("{\"id\":1,\"publish\":{\"data\":\"" + "x".repeat(80_000) + "\"}}");
      assertThat(client.readToClose()).startsWith("close:1009");
    }
  }

  @Test
  void aClientThatFloodsCommandsAndReadsNothingStopsBeingRead() throws Exception {
    try (Belfry belfry = builder().start();
        FramedClient flood = FramedClient.connected(belfry.port());
        FramedClient other = FramedClient.connected(belfry.port())) {
      belfry.publish("a", "x".repeat(60_000));
      String history = "{\"id\":1,\"history\":{\"channel\":\"a\"}}\n";
      String frame = history.repeat(1_000);
      int sent = 300;
      Thread sender = Thread.ofVirtual().start(() -> sendAll(flood, frame, sent));
      for (int i = 0; i < 200; i++) {
        assertThat(other.ask(i, "\"ping\":{}").has("ok")).isTrue();
      }
      assertThat(sender.join(Duration.ofSeconds(1))).as("all was taken").isFalse();
      flood.socket.hangUp();
      sender.join();
    }
  }

  private static void sendAll(FramedClient client, String frame, int times) {
    try {
      for (int i = 0; i < times; i++) {
        client.send(frame);
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Test
  void aBatchOfHundredsOfPublishesIsTakenWholeAndInOrder() throws Exception {
    try (Belfry belfry = builder().start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.ask(1, "\"subscribe\":{\"channel\":\"a\"}");
      String[] lines = new String[500];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = "{\"id\":" + i + ",\"publish\":{\"channel\":\"a\",\"data\":" + i + "}}";
      }
      client.send(lines);
      int replies = 0;
      int messages = 0;
      while (replies < lines.length || messages < lines.length) {
        String line = client.read();
        if (line.startsWith("{\"message\"")) {
          assertThat(line).endsWith("\"data\":" + messages++ + "}}");
        } else {
          assertThat(line).startsWith("{\"id\":" + replies++ + ",\"ok\":");
        }
      }
    }
  }

  @Test
  void aSlowReaderOfSeveralChannelsGetsAllOfEachInOrder() throws Exception {
    try (Belfry belfry =
            builder().set("history.count", "100000").set("history.bytes", "64MiB").start();
        FramedClient slow = FramedClient.connected(belfry.port())) {
      slow.ask(1, "\"subscribe\":{\"channel\":\"a\"}");
      slow.ask(2, "\"subscribe\":{\"channel\":\"b\"}");
      String data = "x".repeat(10_000);
      for (int i = 0; i < 800; i++) {
        belfry.publish("a", i + data);
        belfry.publish("b", i + data);
      }
      int[] next = {0, 0};
      for (int i = 0; i < 1_600; i++) {
        String line = slow.read();
        int channel = line.startsWith("{\"message\":{\"channel\":\"a\"") ? 0 : 1;
        assertThat(line).contains("\"data\":\"" + next[channel]++ + "x");
      }
      assertThat(slow.ask(3, "\"ping\":{}").has("ok")).isTrue();
    }
  }

  @Test
  void aClientThatIsCutResumesWhereItWas() throws Exception {
    try (Belfry belfry = builder().start()) {
      String position;
      try (FramedClient client = FramedClient.connected(belfry.port())) {
        client.ask(1, "\"subscribe\":{\"channel\":\"a\"}");
        belfry.publish("a", "one");
        position = client.readJson().get("message").get("position").asString();
      }
      await().untilAsserted(() -> assertThat(belfry.connections()).isZero());
      belfry.publish("a", "two");
      try (FramedClient again = FramedClient.connected(belfry.port())) {
        String since = "\"subscribe\":{\"channel\":\"a\",\"since\":\"" + position + "\"}";
        assertThat(again.ask(1, since).get("ok").get("recovered").asBoolean()).isTrue();
        assertThat(again.readData()).isEqualTo("\"two\"");
      }
    }
  }

  @Test
  void unsubscribeInTheSameFrameEndsASubscriptionThatDoesNotStandYet() throws Exception {
    try (Belfry belfry = builder().start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      for (int i = 0; i < 50; i++) {
        String channel = "{\"channel\":\"c" + i + "\"}}";
        client.send("{\"id\":1,\"subscribe\":" + channel, "{\"id\":2,\"unsubscribe\":" + channel);
        assertThat(client.read()).startsWith("{\"id\":1,");
        assertThat(client.read()).isEqualTo("{\"id\":2,\"ok\":{}}");
        assertThat(client.ask(3, "\"subscribe\":{\"channel\":\"d" + i + "\"}").has("ok")).isTrue();
      }
    }
  }
}
