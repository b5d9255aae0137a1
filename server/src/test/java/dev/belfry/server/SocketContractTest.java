package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What every kind of socket does, on each transport: raw and framed WebSockets and event streams
/// open, echo, wait for a client that does not read, close from either side, are half closed,
/// resume, and are told that the server leaves.
@ParameterizedClass
@ValueSource(strings = {"epoll", "nio", "io_uring"})
class SocketContractTest {
  private static final String CHANNEL = "notifications";
  private static final String PATH = "/" + CHANNEL;

  /// More than all that kernels keep for a client, which is some megabytes on a transport that
  /// can't bound it.
  private static final int MESSAGES = 1_000;

  private static final String LARGE = "x".repeat(16_000);
  private static final String GOODBYE = "close:4000 {\"reconnectWithin\":1}";

  @Parameter private String transport = "";
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    belfry =
        Belfry.builder()
            .port(0)
            .set("server.transport", transport)
            .set("server.drain", "1s")
            .set("history.bytes", "64MiB")
            .start();
  }

  @AfterEach
  void close() {
    belfry.close();
  }

  private TestSocket raw(String query) throws IOException {
    return new TestSocket(belfry.port(), PATH + query);
  }

  private FramedClient subscribed(String more) throws IOException {
    FramedClient client = FramedClient.connected(belfry.port());
    String subscribe = "\"subscribe\":{\"channel\":\"" + CHANNEL + "\"" + more + "}";
    assertThat(client.ask(1, subscribe).has("ok")).isTrue();
    return client;
  }

  private StreamClient stream(String headers) throws IOException {
    StreamClient client = new StreamClient(belfry.port(), PATH, headers);
    assertThat(client.read()).startsWith("retry: ").contains("\nid: ");
    return client;
  }

  private String publish(String text) {
    return belfry.publish(CHANNEL, text).position().toString();
  }

  /// What each message is, since a client must get all of them, in order.
  private static String large(int number) {
    return number + LARGE;
  }

  private void publishMore() {
    IntStream.range(0, MESSAGES).forEach(number -> publish(large(number)));
  }

  // ---- raw WebSockets

  @Test
  void aRawClientGetsBackWhatItSends() throws IOException {
    try (TestSocket socket = raw("")) {
      for (String text : List.of("a", "\u00e4", LARGE)) {
        socket.send(text);
        assertThat(socket.read()).isEqualTo("text:" + text);
      }
    }
  }

  @Test
  void aRawClientThatDoesNotReadGetsAllOfItLater() throws IOException {
    try (TestSocket socket = raw("");
        TestSocket other = raw("")) {
      publishMore();
      for (TestSocket each : List.of(other, socket)) {
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(each.read()).isEqualTo("text:" + large(i));
        }
      }
    }
  }

  @Test
  void aRawClientThatSaysGoodbyeIsAnsweredAndThenTheStreamEnds() throws IOException {
    try (TestSocket socket = raw("")) {
      socket.send("last");
      socket.sendClose(1000);
      assertThat(socket.read()).isEqualTo("text:last");
      assertThat(socket.read()).isEqualTo("close:1000 ");
      assertThat(socket.read()).isEqualTo("end");
    }
  }

  @Test
  void whatARawClientSentBeforeItsHalfCloseIsPublished() throws IOException {
    try (TestSocket other = raw("")) {
      try (TestSocket socket = raw("")) {
        socket.send("one");
        socket.send("two");
        socket.endSending();
        assertThat(other.read()).isEqualTo("text:one");
        assertThat(other.read()).isEqualTo("text:two");
        assertThat(socket.readToEnd()).isEqualTo("end");
      }
      publish("three");
      assertThat(other.read()).isEqualTo("text:three");
    }
  }

  @Test
  void aRawClientResumes() throws IOException {
    String position = publish("one");
    publish("two");
    try (TestSocket socket = raw("?since=" + position)) {
      assertThat(socket.read()).isEqualTo("text:two");
      publish("three");
      assertThat(socket.read()).isEqualTo("text:three");
    }
  }

  @Test
  void aRawClientIsToldThatTheServerLeaves() throws IOException {
    try (TestSocket socket = raw("")) {
      publish("one");
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(socket.read()).isEqualTo("text:one");
      assertThat(socket.read()).isEqualTo(GOODBYE);
      socket.sendClose(4000);
      assertThat(socket.read()).isEqualTo("end");
      assertThat(leaving).satisfies(Thread::join);
    }
  }

  // ---- framed WebSockets

  @Test
  void aFramedClientGetsBackWhatItSends() throws IOException {
    try (FramedClient client = subscribed("")) {
      for (String text : List.of("a", LARGE)) {
        client.send(
            "{\"id\":2,\"publish\":{\"channel\":\"" + CHANNEL + "\",\"data\":\"" + text + "\"}}");
        assertThat(List.of(client.read(), client.read()))
            .anyMatch(line -> line.startsWith("{\"id\":2,\"ok\":"))
            .anyMatch(line -> line.endsWith(",\"data\":\"" + text + "\"}}"));
      }
    }
  }

  @Test
  void aFramedClientThatDoesNotReadGetsAllOfItLater() throws IOException {
    try (FramedClient client = subscribed("");
        FramedClient other = subscribed("")) {
      publishMore();
      for (FramedClient each : List.of(other, client)) {
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(each.readData()).isEqualTo("\"" + large(i) + "\"");
        }
      }
    }
  }

  @Test
  void aFramedClientThatSaysGoodbyeIsAnsweredAndThenTheStreamEnds() throws IOException {
    try (FramedClient client = subscribed("")) {
      client.send("{\"id\":7,\"ping\":{}}");
      client.socket.sendClose(1000);
      assertThat(client.read()).isEqualTo("{\"id\":7,\"ok\":{}}");
      assertThat(client.read()).isEqualTo("close:1000 ");
      assertThat(client.read()).isEqualTo("end");
    }
  }

  @Test
  void aFrameOfAnUnknownProtocolIsAnsweredWithAClose() throws IOException {
    try (FramedClient client = subscribed("")) {
      client.send("nonsense");
      assertThat(client.read()).startsWith("close:4501 ");
      client.socket.sendClose(4501);
      assertThat(client.read()).isEqualTo("end");
    }
  }

  @Test
  void whatAFramedClientSentBeforeItsHalfCloseIsPublished() throws IOException {
    try (FramedClient other = subscribed("");
        FramedClient client = subscribed("")) {
      client.send("{\"id\":2,\"publish\":{\"channel\":\"" + CHANNEL + "\",\"data\":\"one\"}}");
      client.socket.endSending();
      assertThat(other.readData()).isEqualTo("\"one\"");
      assertThat(client.socket.readToEnd()).isEqualTo("end");
      publish("two");
      assertThat(other.readData()).isEqualTo("\"two\"");
    }
  }

  @Test
  void aFramedClientResumes() throws IOException {
    String position = publish("one");
    publish("two");
    try (FramedClient client = subscribed(",\"since\":\"" + position + "\"")) {
      assertThat(client.readData()).isEqualTo("\"two\"");
      publish("three");
      assertThat(client.readData()).isEqualTo("\"three\"");
    }
  }

  @Test
  void aFramedClientIsToldThatTheServerLeaves() throws IOException {
    try (FramedClient client = subscribed("")) {
      publish("one");
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(client.readData()).isEqualTo("\"one\"");
      assertThat(client.read()).isEqualTo(GOODBYE);
      client.socket.sendClose(4000);
      assertThat(client.read()).isEqualTo("end");
      assertThat(leaving).satisfies(Thread::join);
    }
  }

  // ---- event streams

  @Test
  void anEventStreamCarriesWhatIsPublished() throws IOException {
    try (StreamClient client = stream("")) {
      String position = publish("a");
      assertThat(client.read()).isEqualTo("id: " + position + "\ndata: a");
      publish(LARGE);
      assertThat(client.readData()).isEqualTo(LARGE);
    }
  }

  @Test
  void anEventStreamThatIsNotReadCarriesAllOfItLater() throws IOException {
    try (StreamClient client = stream("");
        StreamClient other = stream("")) {
      publishMore();
      for (StreamClient each : List.of(other, client)) {
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(each.readData()).isEqualTo(large(i));
        }
      }
    }
  }

  @Test
  void anEventStreamEndsWhereItsClientEndsItsSendingSide() throws IOException {
    try (StreamClient client = stream("")) {
      publish("one");
      assertThat(client.readData()).isEqualTo("one");
      client.endSending();
      assertThat(client.read()).isEqualTo("end");
    }
  }

  @Test
  void anEventStreamResumes() throws IOException {
    String position = publish("one");
    publish("two");
    try (StreamClient client = stream("Last-Event-ID: " + position + "\r\n")) {
      assertThat(client.readData()).isEqualTo("two");
      publish("three");
      assertThat(client.readData()).isEqualTo("three");
    }
  }

  @Test
  void anEventStreamIsToldThatTheServerLeaves() throws IOException {
    try (StreamClient client = stream("")) {
      publish("one");
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(client.readData()).isEqualTo("one");
      assertThat(client.read()).matches("retry: \\d+");
      assertThat(client.read()).isEqualTo("end");
      assertThat(leaving).satisfies(Thread::join);
    }
  }
}
