package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The library that a server hands out, in a browser's tabs, on a page of another origin with a
/// strict Content-Security-Policy.
@SuppressWarnings("NullAway.Init")
class ChromiumSdkTest {
  private static final String CHANNEL = "kept:a";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private SdkPages pages;
  private Chromium chromium;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    pages = new SdkPages();
    chromium = Chromium.start();
  }

  @AfterEach
  void stop() {
    chromium.close();
    pages.close();
    server.close();
    http.shutdownNow();
  }

  private void serve(String port, String... flags) throws IOException {
    List<String> command = RunningServer.command(List.of("-Xmx256m"), flags);
    command.set(command.indexOf("--port") + 1, port);
    command.add("--origins=" + pages.origin());
    server = RunningServer.launch(command, folder, Map.of());
    server.awaitReady();
    pages.server = server.http("").toString();
  }

  private Page open(BrowserContext context, String hash) {
    Page page = visit(context, hash);
    awaitOpen(page);
    return page;
  }

  private Page visit(BrowserContext context, String hash) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.text().contains("Content Security Policy")) {
        complaints.add(message.text());
      }
    });
    page.onWebSocket(sockets::add);
    var _ = page.navigate(pages.origin() + "/#" + hash);
    return page;
  }

  private static void awaitOpen(Page page) {
    await()
        .atMost(PATIENCE)
        .until(() -> page.evaluate("Boolean(window.subscription?.position)").equals(true));
  }

  private static String via(Page page) {
    return (String) page.evaluate("belfry.via ?? belfry.state");
  }

  /// @param page any, to be asked something: only then is heard what happened
  private long openSockets(Page page) {
    var _ = page.evaluate("0");
    return sockets.stream().filter(socket -> !socket.isClosed()).count();
  }

  private void publish(int from, int to) throws Exception {
    for (int n = from; n < to; n++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(pages.server + "/notifications/" + CHANNEL))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(Integer.toString(n)))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
    }
  }

  private static void awaitHeard(Page page, int from, int to) {
    List<Integer> all = IntStream.range(from, to).boxed().toList();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(page.evaluate("heard")).isEqualTo(all));
    assertThat(page.evaluate("gaps")).isEqualTo(List.of());
  }

  @Test
  void tabsShareOneConnectionAndNothingIsLostOrDoubled() throws Exception {
    Files.writeString(
        folder.resolve("belfry.yaml"), "channels: [{ match: \"kept:**\", durable: true }]\n");
    serve("0");
    try (BrowserContext context = chromium.context()) {
      Page leader = open(context, CHANNEL);
      Page second = open(context, CHANNEL);
      Page third = open(context, CHANNEL);
      assertThat(List.of(via(leader), via(second), via(third)))
          .containsExactly("websocket", "tab", "tab");
      assertThat(openSockets(third)).isEqualTo(1);
      publish(0, 20);
      for (Page page : List.of(leader, second, third)) {
        awaitHeard(page, 0, 20);
      }
      leader.close();
      publish(20, 40);
      server.kill();
      serve(Integer.toString(server.port()));
      publish(40, 60);
      awaitHeard(second, 0, 60);
      awaitHeard(third, 0, 60);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(List.of(via(second), via(third)))
                  .containsExactlyInAnyOrder("websocket", "tab"));
      reloadMissesNothing(second);
      offlineMissesNothing(context, List.of(second, third));
    }
    assertThat(complaints).isEmpty();
  }

  private void reloadMissesNothing(Page page) throws Exception {
    var _ = page.navigate("about:blank");
    publish(60, 65);
    var _ = page.goBack();
    awaitOpen(page);
    awaitHeard(page, 60, 65);
    publish(65, 70);
    awaitHeard(page, 60, 70);
  }

  private void offlineMissesNothing(BrowserContext context, List<Page> tabs) throws Exception {
    context.setOffline(true);
    publish(70, 80);
    context.setOffline(false);
    publish(80, 90);
    awaitHeard(tabs.getFirst(), 60, 90);
    awaitHeard(tabs.getLast(), 0, 90);
  }

  @Test
  void twoAccountsNeverMeetAndTokensAreRenewed() throws Exception {
    serve("0", "--auth.tokens=[{ algorithm: HS256, secret: \"" + SdkPages.SECRET + "\" }]");
    try (BrowserContext context = chromium.context()) {
      pages.tokenSeconds = 5;
      long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
      Page ada = open(context, "orders:ada/ada");
      pages.tokenSeconds = 600;
      List<Page> tabs = new ArrayList<>(List.of(ada, open(context, "orders:bob/bob")));
      tabs.add(open(context, "orders:ada/ada"));
      assertThat(tabs.stream().map(ChromiumSdkTest::via))
          .containsExactly("websocket", "websocket", "tab");
      assertThat(openSockets(ada)).isEqualTo(2);
      await().atMost(PATIENCE).until(() -> System.nanoTime() > end && pages.tokens.get() >= 4);
      for (Page page : tabs) {
        var _ = page.evaluate("belfry.publish(subscription.channel, location.hash)");
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(tabs.stream().map(page -> page.evaluate("heard")))
                  .containsExactly(
                      List.of("#orders:ada/ada", "#orders:ada/ada"),
                      List.of("#orders:bob/bob"),
                      List.of("#orders:ada/ada", "#orders:ada/ada")));
      assertThat(ada.evaluate("states")).isEqualTo(List.of("open"));
      var _ = tabs.getLast().evaluate("forbidden()");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(tabs.getLast().evaluate("refusals")).isEqualTo(List.of("forbidden")));
    }
    assertThat(complaints).isEmpty();
  }

  private void notifyAda(String title) throws Exception {
    String body = "{\"to\":{\"user\":\"ada\"},\"notification\":{\"title\":\"" + title + "\"}}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(pages.server + "/v1/notify"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);
  }

  private static void awaitInbox(List<Page> tabs, int unread, String... titles) {
    for (Page page : tabs) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(page.evaluate("titles()")).isEqualTo(List.of(titles));
            assertThat(page.evaluate("inbox.counts.unread")).isEqualTo(unread);
          });
    }
  }

  @Test
  void anInboxIsTheSameInAllTabsOfAllDevices() throws Exception {
    serve("0");
    try (BrowserContext desk = chromium.context();
        BrowserContext phone = chromium.context()) {
      List<Page> tabs = new ArrayList<>();
      Map<String, BrowserContext> devices = new LinkedHashMap<>();
      devices.put("inbox/ada", desk);
      devices.put("inbox/ada/stream", phone);
      devices.forEach((second, device) -> {
        for (String page : List.of("inbox/ada", second)) {
          tabs.add(visit(device, page));
          awaitReady(tabs.getLast());
        }
      });
      assertThat(tabs.stream().map(ChromiumSdkTest::via))
          .containsExactly("websocket", "tab", "websocket", "stream");
      notifyAda("a");
      notifyAda("b");
      awaitInbox(tabs, 2, "b", "a");
      var _ = tabs.get(1).evaluate("mark('read', 'a')");
      awaitInbox(tabs, 1, "b", "a");
      var _ = tabs.get(3).evaluate("mark('unread', 'a')");
      awaitInbox(tabs, 2, "b", "a");
      marksWhileTheServerIsAway(tabs);
      tabs.removeFirst().close();
      notifyAda("d");
      var _ = tabs.getFirst().evaluate("mark('deleted', 'c')");
      awaitInbox(tabs, 1, "d", "a");
      for (Page page : tabs) {
        assertThat((List<?>) page.evaluate("heard")).doesNotHaveDuplicates();
      }
    }
    assertThat(complaints).isEmpty();
  }

  private static void awaitReady(Page page) {
    await()
        .atMost(PATIENCE)
        .until(() -> page.evaluate("window.inbox?.state === 'ready'").equals(true));
  }

  private void marksWhileTheServerIsAway(List<Page> tabs) throws Exception {
    server.kill();
    for (Page page : tabs) {
      await().atMost(PATIENCE).until(() -> page.evaluate("belfry.state !== 'open'").equals(true));
    }
    var _ = tabs.get(0).evaluate("mark('read', 'a')");
    var _ = tabs.get(1).evaluate("mark('archived', 'b')");
    var _ = tabs.get(3).evaluate("mark('read', 'b')");
    assertThat(tabs.get(1).evaluate("titles()")).isEqualTo(List.of("a"));
    serve(Integer.toString(server.port()));
    notifyAda("c");
    awaitInbox(tabs, 1, "c", "a");
  }
}
