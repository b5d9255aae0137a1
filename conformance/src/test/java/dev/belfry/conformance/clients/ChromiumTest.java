package dev.belfry.conformance.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A browser, as a person uses it, on the live page.
@SuppressWarnings("NullAway.Init")
class ChromiumTest {
  private static RunningServer server;
  private static Chromium chromium;

  /// What the pages complained about: errors in the console, violations of the policy included.
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void whatOneTabSendsBothShow(ColorScheme scheme) throws Exception {
    String path = "/notifications/tabs-" + scheme.name().toLowerCase(java.util.Locale.ROOT);
    try (BrowserContext context = context(scheme)) {
      Page one = open(context, path);
      Page other = open(context, path);
      send(one, "Hello, world!");
      assertThat(message(one, "Hello, world!")).isVisible();
      assertThat(message(other, "Hello, world!")).isVisible();
      send(other, "<b>and back</b>");
      assertThat(message(one, "<b>and back</b>")).isVisible();
      one.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target/live-page-" + scheme + ".png")));
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aTerminalAndATabHearEachOther() throws Exception {
    String path = "/notifications/terminal-and-tab";
    try (BrowserContext context = context(ColorScheme.LIGHT);
        RawWebSocket terminal = RawWebSocket.open(server.port(), path)) {
      Page page = open(context, path);
      send(page, "from the tab");
      assertThat(terminal.readText()).isEqualTo("from the tab");
      terminal.sendText("from the terminal");
      assertThat(message(page, "from the terminal")).isVisible();
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void backgroundsOfLightAndDarkDiffer() {
    assertThat(background(ColorScheme.LIGHT)).isNotEqualTo(background(ColorScheme.DARK));
  }

  private Object background(ColorScheme scheme) {
    try (BrowserContext context = context(scheme)) {
      return open(context, "/notifications")
          .evaluate(
              "getComputedStyle(document.documentElement).backgroundColor + '/' +"
                  + " getComputedStyle(document.body).backgroundColor");
    }
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() {
    try (BrowserContext context =
        chromium.context(new Browser.NewContextOptions().setViewportSize(360, 640))) {
      Page page = open(context, "/notifications/phone");
      send(page, "a-long-word-".repeat(100));
      assertThat(page.getByText("a-long-word-").first()).isVisible();
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(open(context, "/").evaluate("document.body.scrollWidth <= innerWidth"))
          .isEqualTo(true);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatWasPublishedBeforeIsShownWithItsOwnTime() throws Exception {
    String path = "/notifications/past:1";
    String time = publish(path, "text/plain", "published before").path("time").asString();
    publish(path, "application/json", "{\"order\":12345678901234567890,\"paid\":true}");
    publish(path, "text/plain", "{\"as\":[\"text\",{}]}");
    publish(path, "application/json", "{\"long\":\"" + "x".repeat(80) + "\",\"n\":1.50}");
    try (BrowserContext context = context(ColorScheme.LIGHT)) {
      Page page = open(context, path);
      assertThat(message(page, "published before")).isVisible();
      assertThat(page.locator("time").first()).hasAttribute("datetime", time);
      assertThat(page.locator("p.json"))
          .hasText(
              new String[] {
                "{ \"order\": 12345678901234567890, \"paid\": true }",
                "{ \"as\": [ \"text\", {} ] }",
                "{\n  \"long\": \"" + "x".repeat(80) + "\",\n  \"n\": 1.50\n}"
              });
      assertThat(page.locator("li")).hasCount(4);
      publish(path, "text/plain", "and afterwards");
      assertThat(message(page, "and afterwards")).isVisible();
      assertThat(page.locator("li")).hasCount(5);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void theConsoleOpensAChannelAndTheChannelLeadsBack() {
    try (BrowserContext context = context(ColorScheme.LIGHT)) {
      Page page = open(context, "/");
      page.locator("#console-name").fill("not a name");
      page.keyboard().press("Enter");
      assertThat(page.locator("#console-error")).containsText("A name is letters");
      page.locator("#console-name").fill("from/the:start");
      page.keyboard().press("Enter");
      page.waitForURL("**/notifications/from/the:start");
      assertThat(page.locator("#state")).hasText("live");
      page.getByText("Belfry channel").click();
      page.waitForURL(server.http("/").toString());
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatComesWhileOneReadsWaitsBelow() throws Exception {
    String path = "/notifications/reading";
    for (int n = 0; n < 40; n++) {
      publish(path, "text/plain", "past " + n);
    }
    try (BrowserContext context = context(ColorScheme.LIGHT)) {
      Page page = open(context, path);
      assertThat(message(page, "past 39")).isInViewport();
      page.locator(".scroll").evaluate("element => { element.scrollTop = 0 }");
      publish(path, "text/plain", "first news");
      publish(path, "text/plain", "second news");
      assertThat(page.locator(".news")).hasText("2 new");
      assertThat(message(page, "past 0")).isInViewport();
      page.locator(".news").click();
      assertThat(message(page, "second news")).isInViewport();
      assertThat(page.locator(".news")).isHidden();
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void olderMessagesAreReadAndRowsAreBounded() throws Exception {
    String path = "/notifications/long:past";
    StringBuilder batch = new StringBuilder();
    for (int n = 0; n < 700; n++) {
      batch
          .append(n == 0 ? "" : ",")
          .append("{\"channel\":\"long:past\",\"data\":\"row " + n + "\"}");
    }
    try (HttpClient http = HttpClient.newHttpClient();
        BrowserContext context = context(ColorScheme.LIGHT)) {
      HttpRequest request =
          HttpRequest.newBuilder(server.http("/v1/publish"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"messages\":[" + batch + "]}"))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      Page page = open(context, path);
      assertThat(page.locator("li")).hasCount(100);
      for (int rows = 200; rows <= 500; rows += 100) {
        page.locator(".older").click();
        assertThat(page.locator("li")).hasCount(rows);
      }
      assertThat(page.locator("li").first()).containsText("row 200");
      assertThat(page.locator(".older")).isHidden();
      publish(path, "text/plain", "one more");
      assertThat(message(page, "one more")).isAttached();
      assertThat(page.locator("li")).hasCount(500);
      assertThat(page.locator("li").first()).containsText("row 201");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void longJsonUnfoldsAndIsCopiedAsItWasWritten() throws Exception {
    String path = "/notifications/copied";
    String json = "{\"n\":12345678901234567890,\"all\":[" + "1.50,".repeat(40) + "2]}";
    publish(path, "application/json", json);
    try (BrowserContext context = context(ColorScheme.LIGHT)) {
      context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Page page = open(context, path);
      Locator body = page.locator("li p");
      assertThat(body).containsText("12345678901234567890");
      double folded = body.boundingBox().height;
      page.getByText("Show all").click();
      assertThat(body.boundingBox().height).isGreaterThan(2 * folded);
      page.locator("li .copy").click();
      assertThat(page.locator("li .copy.done")).isVisible();
      assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(json);
      page.locator("select").selectOption("JSON");
      send(page, "{ \"sent\": 1.0 }");
      assertThat(page.locator("li p").last()).hasText("{ \"sent\": 1.0 }");
      send(page, "{ broken");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("Not sent");
    }
    assertThat(complaints).hasSize(1).allMatch(text -> text.contains("400"));
  }

  @Test
  void theDotIsRoundOnTheNarrowestPhoneToo() {
    try (BrowserContext context =
        chromium.context(new Browser.NewContextOptions().setViewportSize(280, 640))) {
      Page page = open(context, "/notifications/" + "long-name".repeat(10));
      assertThat(page.locator("#state")).hasText("live");
      assertThat(
              page.evaluate(
                  "(({ width, height }) => width + ' ' + height)"
                      + "(getComputedStyle(document.getElementById('state'), '::before'))"))
          .isEqualTo("10px 10px");
    }
  }

  private static JsonNode publish(String path, String type, String text) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.http(path))
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofString(text))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(201);
      return JsonMapper.shared().readTree(answer.body());
    }
  }

  private static BrowserContext context(ColorScheme scheme) {
    return chromium.context(new Browser.NewContextOptions().setColorScheme(scheme));
  }

  private Page open(BrowserContext context, String path) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      boolean leftEarly = message.text().contains("closed before the connection is established");
      boolean bad = message.type().equals("error") || message.type().equals("warning");
      if (bad && !leftEarly) {
        complaints.add(message.text());
      }
    });
    assertThat(page.navigate(server.http(path).toString()).status()).isEqualTo(200);
    return page;
  }

  /// Where the page shows a text and nothing beside it.
  private static Locator message(Page page, String text) {
    return page.getByText(text, new Page.GetByTextOptions().setExact(true));
  }

  /// Types into the page's one box and presses Enter.
  private static void send(Page page, String text) {
    page.locator("input:visible, textarea:visible").first().fill(text);
    page.keyboard().press("Enter");
  }
}
