package dev.belfry.conformance.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The console, as a person uses it: each of its tabs, with and without a key.
@SuppressWarnings("NullAway.Init")
class ChromiumConsoleTest {
  private static final List<String> TABS =
      List.of("overview", "send", "channels", "inbox", "nodes", "playground");

  @TempDir private static Path folder;
  private static ConsoleServer server;
  private static RunningServer withKeys;
  private static ConsoleBrowser browser;
  private static HttpClient http;

  @BeforeAll
  static void start() throws IOException {
    http = HttpClient.newHttpClient();
    server = new ConsoleServer("--dev", "--server.name=here");
    Path keys = Files.createFile(folder.resolve("keys.yaml"));
    withKeys =
        RunningServer.launch(
            RunningServer.command(List.of("-Xmx256m"), "--auth.keys=" + keys), folder, Map.of());
    withKeys.awaitReady();
    browser = new ConsoleBrowser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
    withKeys.close();
    http.shutdownNow();
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static BrowserContext desktop() {
    return browser.context(ColorScheme.LIGHT, 1280, 800);
  }

  private static Page open(BrowserContext context, String path) {
    return browser.open(context, server.http(path));
  }

  private static void choose(Page page, String tab) {
    page.getByRole(AriaRole.NAVIGATION)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(tab).setExact(true))
        .click();
    assertThat(page.locator("#views > section:visible h1")).isFocused();
  }

  @Test
  void theOverviewCountsWhatHappens() throws Exception {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/");
      assertThat(page.locator(".chart strong").first()).hasText(Pattern.compile("[1-9][0-9]*"));
      Locator published = page.locator("#figures div").filter(named("Published")).locator("dd");
      String before = published.textContent();
      server.publish("counted", "once");
      assertThat(published).not().hasText(before);
      assertThat(page.locator(".chart .line").nth(1)).hasAttribute("points", Pattern.compile(" "));
      assertThat(page.locator("#version")).hasText(Pattern.compile("here · .+"));
      page.locator("#console-name").fill("not a name");
      page.keyboard().press("Enter");
      assertThat(page.locator("#console-error")).containsText("A name is letters");
      page.locator("#console-name").fill("from/the:console");
      page.keyboard().press("Enter");
      page.waitForURL("**/notifications/from/the:console");
      assertThat(page.locator("#state")).hasText("live");
    }
  }

  private static Locator.FilterOptions named(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void whatIsSentArrives() {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/");
      choose(page, "Send");
      page.locator("#send-channel").fill("sent:here");
      assertThat(page.locator("#snippet")).containsText("/notifications/sent:here");
      page.locator("#send-data").fill("{\"n\": 12345678901234567890}");
      page.locator("#send-format").selectOption("JSON");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish")).click();
      assertThat(page.locator("#send-published")).containsText("\"channel\": \"sent:here\"");
      page.locator("#send-data").fill("{");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish")).click();
      assertThat(page.locator("#send-published.error")).isVisible();
      browser.complaints(); // the 400 that was asked for
      page.locator("#send-user").fill("dora");
      page.locator("#send-title").fill("For Dora");
      page.locator("#send-notify button").click();
      assertThat(page.locator("#send-notified")).containsText("\"recipients\": 1");
      choose(page, "Inbox");
      page.locator("#inbox-user").fill("dora");
      page.keyboard().press("Enter");
      assertThat(page.locator("#inbox-counts")).hasText("1 unread · 1 unseen");
      assertThat(page.locator("#inbox-items strong")).hasText("For Dora");
      page.locator("#inbox-state").selectOption("archived");
      assertThat(page.locator("#inbox-none")).isVisible();
      page.navigate(server.http("/#channels/sent%3Ahere").toString());
      assertThat(page.locator(".messages .json")).hasText("{ \"n\": 12345678901234567890 }");
    }
  }

  @Test
  void eachSnippetHasThisServersAddress() {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/#send");
      for (String tool : List.of("curl", "wscat", "HTML", "Java", "Python")) {
        page.locator("[data-tool=" + tool + "]").click();
        assertThat(page.locator("[data-tool=" + tool + "]")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("#snippet")).containsText("127.0.0.1:" + server.port());
      }
    }
  }

  @Test
  void channelsAreFoundAndFollowed() throws Exception {
    for (int n = 0; n < 60; n++) {
      server.publish("many:%02d".formatted(n), "x");
    }
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/#channels");
      page.locator("#channel-prefix").fill("many:");
      assertThat(page.locator("#channel-rows tr")).hasCount(50);
      page.locator("#channel-more").click();
      assertThat(page.locator("#channel-rows tr")).hasCount(60);
      page.locator("#channel-prefix").fill("many:0");
      assertThat(page.locator("#channel-rows tr")).hasCount(10);
      page.getByText("many:07").click();
      assertThat(page.locator("#channels-title")).hasText("many:07");
      assertThat(page.locator(".messages li")).hasCount(1);
      assertThat(page.locator(".facts")).containsText("1 subscriber");
      server.publish("many:07", "and another");
      assertThat(page.locator(".messages li").last()).containsText("and another");
      page.locator(".publish textarea").fill("from the console");
      page.keyboard().press("Enter");
      assertThat(page.locator(".messages li").last()).containsText("from the console");
      page.locator(".back").click();
      assertThat(page.locator("#channel-rows tr")).hasCount(10);
      page.locator("#channel-prefix").fill("none such");
      assertThat(page.locator("#channel-none")).isVisible();
    }
  }

  @Test
  void nodesAreListed() {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/#nodes");
      assertThat(page.locator("#nodes-list li")).containsText("here");
      assertThat(page.locator("#nodes-note")).hasText("This node serves alone.");
    }
  }

  @Test
  void theKeyboardAloneReachesEverything() {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/");
      assertThat(page.locator("#console")).isVisible();
      page.keyboard().press("Tab");
      assertThat(page.locator("#skip")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("#view-overview h1")).isFocused();
      for (String tab : TABS) {
        page.locator("#console nav a[href='#" + tab + "']").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#view-" + tab + " h1")).isFocused();
        assertThat(page.locator("[aria-current=page]")).hasAttribute("href", "#" + tab);
      }
      page.navigate(server.http("/#send").toString());
      page.locator("#view-send h1").focus();
      for (String next :
          List.of("send-channel", "send-data", "send-format", "", "send-user", "send-everyone")) {
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo(next);
      }
      page.keyboard().press("Space");
      assertThat(page.locator("#send-user")).isDisabled();
    }
  }

  @Test
  void aKeyOpensTheConsoleAndStaysInItsTab() throws Exception {
    String admin = key("me", "admin");
    String shop = key("shop", "publish");
    try (BrowserContext context = desktop()) {
      Page page = browser.open(context, withKeys.http("/"));
      assertThat(page.locator("#key")).containsText("belfry key create --name me --scope admin");
      assertThat(page.locator("#console")).isHidden();
      browser.assertAccessible(page);
      enter(page, "belfry_nonsense");
      assertThat(page.locator("#key-error")).containsText("does not take this key");
      enter(page, shop);
      assertThat(page.locator("#key-error")).hasText("This key has not the scope admin.");
      browser.complaints(); // the 401 and the 403 that were asked for
      enter(page, admin);
      assertThat(page.locator(".chart strong").first()).hasText(Pattern.compile("[1-9][0-9]*"));
      assertThat(page.locator("#bell")).isHidden();
      assertThat(page.evaluate("JSON.stringify({...localStorage}) + document.cookie + location"))
          .asString()
          .doesNotContain(admin);
      page.reload();
      assertThat(page.locator("#console")).isVisible();
      Page other = browser.open(context, withKeys.http("/"));
      assertThat(other.locator("#key")).isVisible();
      choose(page, "Inbox");
      page.locator("#inbox-user").fill("ada");
      page.keyboard().press("Enter");
      assertThat(page.locator("#problem")).containsText("This key may not do that");
      browser.complaints(); // the 403
      page.locator("#leave").click();
      assertThat(page.locator("#key")).isVisible();
      assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }
  }

  private static String key(String name, String scope) throws Exception {
    Path keys = folder.resolve("keys.yaml");
    String said =
        RunningServer.run(
            "key", "create", "--file", keys.toString(), "--name", name, "--scope", scope);
    String key = said.replaceAll("(?s).*?(belfry_[A-Za-z0-9_-]+).*", "$1");
    var request = HttpRequest.newBuilder(withKeys.http("/v1/nodes"));
    request.header("Authorization", "Bearer " + key);
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() ->
            http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode() != 401);
    return key;
  }

  private static void enter(Page page, String key) {
    page.locator("#key-text").fill(key);
    page.keyboard().press("Enter");
  }

  @Test
  void nobodySeesTheConsoleThroughAProxy() {
    try (BrowserContext context =
        browser.context(
            new Browser.NewContextOptions()
                .setExtraHTTPHeaders(Map.of("X-Forwarded-For", "203.0.113.7")))) {
      Page page = open(context, "/");
      assertThat(page.locator("#start h1")).hasText("Belfry is running");
      assertThat(page.locator("#key")).isHidden();
      assertThat(page.locator("#console")).isHidden();
      browser.assertAccessible(page);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothingOnAnyWidth(ColorScheme scheme) throws Exception {
    server.publish("orders:axe", "{\"a\": [" + "1, ".repeat(60) + "1]}");
    server.notify("ada", "For the look of it");
    for (int width : new int[] {1280, 390}) {
      try (BrowserContext context = browser.context(scheme, width, 844)) {
        Page page = open(context, "/");
        for (String tab : TABS) {
          page.navigate(server.http("/#" + tab).toString());
          assertThat(page.locator("#view-" + tab)).isVisible();
          browser.assertAccessible(page);
          browser.assertFits(page);
        }
        for (String path : List.of("/#channels/orders%3Aaxe", "/notifications/orders:axe")) {
          page.navigate(server.http(path).toString());
          assertThat(page.locator(".messages li").first()).isVisible();
          browser.assertAccessible(page);
          browser.assertFits(page);
        }
        page.navigate(server.http("/#inbox/ada").toString());
        assertThat(page.locator("#inbox-items li").first()).isVisible();
        browser.assertAccessible(page);
      }
    }
  }
}
