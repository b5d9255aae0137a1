package dev.belfry.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.Publication;
import dev.belfry.server.Belfry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.close();
  }

  @Test
  void theBroadcastReachesEveryClientItsSenderIncluded() throws Exception {
    try (Belfry belfry = Broadcast.start(0)) {
      Guest ada = connect(belfry, "/broadcast");
      Guest ben = connect(belfry, "/broadcast");
      ada.say("Hello, world!");
      await().untilAsserted(() -> assertThat(ben.heard).containsExactly("Hello, world!"));
      await().untilAsserted(() -> assertThat(ada.heard).containsExactly("Hello, world!"));
      ada.leave();
      ben.leave();
    }
  }

  @Test
  void theChatRoomKnowsNames() throws Exception {
    try (Belfry belfry = ChatRoom.start(0)) {
      Guest ada = connect(belfry, "/chat");
      await().untilAsserted(() -> assertThat(ada.heard).anyMatch(s -> s.startsWith("Welcome")));
      ada.say("/name Ada");
      await().untilAsserted(() -> assertThat(ada.heard).anyMatch(s -> s.endsWith("is now Ada")));
      Guest ben = connect(belfry, "/chat");
      await().untilAsserted(() -> assertThat(ben.heard).anyMatch(s -> s.endsWith("came in")));
      ben.say("/name Ada");
      await().untilAsserted(() -> assertThat(ben.heard).contains("That name can't be had."));
      ada.say("hello");
      await().untilAsserted(() -> assertThat(ben.heard).contains("Ada: hello"));
      ada.leave();
      await().untilAsserted(() -> assertThat(ben.heard).contains("Ada has left"));
      ben.leave();
    }
  }

  @Test
  void theChatRoomAgreesOnItsSubprotocol() throws Exception {
    try (Belfry belfry = ChatRoom.start(0)) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("chat.v2", "chat.v1")
              .buildAsync(address(belfry, "/chat"), new Guest())
              .join();
      assertThat(socket.getSubprotocol()).isEqualTo("chat.v1");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  @Test
  void theOrderWatchTellsTheWarehouseOfWhatIsPaid() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (Belfry belfry = Belfry.builder().port(0).start();
        BelfryConnection shop = BelfryConnection.open(belfry.uri())) {
      List<String> shipped = new CopyOnWriteArrayList<>();
      shop.subscribe("warehouse", message -> shipped.add(message.data().text()));
      shop.publish(Publication.json("orders", "{\"n\":1,\"state\":\"new\"}")).join();
      shop.publish(Publication.json("orders", "{\"n\":1,\"state\":\"paid\"}")).join();
      PrintStream out = new PrintStream(printed, true, UTF_8);
      Thread watching;
      try (BelfryConnection watch = BelfryConnection.open(belfry.uri())) {
        watching = Thread.ofVirtual().start(() -> watchOrders(watch, out));
        await().until(() -> shipped.equals(List.of("{\"n\":1,\"state\":\"paid\"}")));
        await().until(() -> printed.toString(UTF_8).contains("shipping "));
      }
      watching.join();
      assertThat(printed.toString(UTF_8)).contains(" new", " paid");
    }
  }

  private static void watchOrders(BelfryConnection connection, PrintStream out) {
    try {
      OrderWatch.watch(connection, out);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private Guest connect(Belfry belfry, String path) {
    Guest guest = new Guest();
    guest.socket = http.newWebSocketBuilder().buildAsync(address(belfry, path), guest).join();
    return guest;
  }

  private static URI address(Belfry belfry, String path) {
    return URI.create("ws://127.0.0.1:" + belfry.port() + path);
  }

  private static final class Guest implements WebSocket.Listener {
    final List<String> heard = new CopyOnWriteArrayList<>();
    WebSocket socket;

    void say(String text) {
      socket.sendText(text, true).join();
    }

    void leave() {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heard.add(data.toString());
      from.request(1);
      return null;
    }
  }
}
