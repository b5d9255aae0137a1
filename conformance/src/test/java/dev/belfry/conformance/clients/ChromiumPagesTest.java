package dev.belfry.conformance.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What the server's own pages make of what others send, and what a server for development shows
/// besides: the playground and the documentation.
@SuppressWarnings("NullAway.Init")
class ChromiumPagesTest {
  /// Text that would run if it were ever taken for markup, a URL or a pattern of a template.
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "\"><svg onload=alert(1)>",
          "javascript:alert(1)",
          "</textarea><iframe srcdoc='<script>parent.alert(1)</script>'>",
          "{{constructor.constructor('alert(1)')()}}",
          "\u202e<b>__proto__</b>");

  private static ConsoleServer server;
  private static ConsoleBrowser browser;

  @BeforeAll
  static void start() throws IOException {
    server = new ConsoleServer("--dev");
    browser = new ConsoleBrowser();
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
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

  @Test
  void hostileTextIsText() throws Exception {
    for (String text : HOSTILE) {
      server.publish("hostile", text);
      var data = JsonMapper.shared().createObjectNode().put(text, text);
      var _ = server.post("/notifications/hostile", "application/json", data.toString());
      server.notify("<i>user</i>", text.replace('\u202e', ' '));
    }
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/#channels/hostile");
      assertThat(page.locator(".messages li")).hasCount(2 * HOSTILE.size());
      assertThat(page.locator(".messages p").first()).hasText(HOSTILE.getFirst());
      page.navigate(server.http("/#inbox/%3Ci%3Euser%3C%2Fi%3E").toString());
      assertThat(page.locator("#inbox-items li")).hasCount(HOSTILE.size());
      assertThat(page.locator("main script, main iframe, main img, main a[href^=javascript]"))
          .hasCount(0);
      for (String text : HOSTILE) {
        String name = URLEncoder.encode(text, StandardCharsets.UTF_8);
        page.navigate(server.http("/#channels/" + name.replace("+", "%20")).toString());
        assertThat(page.locator("#channel-one .error")).containsText("A name is letters");
        assertThat(page.locator("#channels-title")).hasText(text);
      }
      page.navigate(server.http("/notifications/hostile").toString());
      assertThat(page.locator(".messages li")).hasCount(2 * HOSTILE.size());
      assertThat(page.evaluate("'xss' in window")).isEqualTo(false);
    }
  }

  private static Locator badge(Page page, String user) {
    return page.locator("#playground-users belfry-bell[user=" + user + "] .badge");
  }

  @Test
  void oneClickLightsTheBellsOfThePlayground() {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/#playground");
      page.getByLabel("Notify ada").click();
      assertThat(badge(page, "ada")).hasText("1");
      assertThat(page.locator("#bell-place belfry-bell .badge")).hasText("1");
      assertThat(badge(page, "ben")).isHidden();
      page.locator("#playground-followers").click();
      assertThat(badge(page, "ada")).hasText("2");
      assertThat(badge(page, "ben")).hasText("1");
      page.locator("#playground-all").click();
      assertThat(badge(page, "ada")).hasText("3");
      assertThat(badge(page, "cleo")).hasText("1");
      page.locator("#bell-user").fill("cleo");
      page.keyboard().press("Enter");
      assertThat(page.locator("#bell-place belfry-bell .badge")).hasText("1");
    }
  }

  @Test
  void everyPageOfTheDocumentationIsShownAndItsLinksLeadSomewhere() throws Exception {
    try (BrowserContext context = desktop()) {
      Page page = open(context, "/docs/");
      assertThat(page.locator("article a")).not().hasCount(0);
      browser.assertAccessible(page);
      Set<String> there = new HashSet<>();
      Set<String> linked = new HashSet<>(texts(page, LINKS));
      List<String> pages = documents();
      assertThat(linked).containsAll(pages);
      for (String path : pages) {
        page.navigate(server.http(path).toString());
        assertThat(page.locator("article h1")).hasCount(1);
        assertThat(page.locator("article script, article iframe")).hasCount(0);
        there.add(path);
        texts(page, NAMES).forEach(name -> there.add(path + "#" + name));
        linked.addAll(texts(page, LINKS));
        browser.assertFits(page);
      }
      assertThat(linked).isSubsetOf(there);
      page.navigate(server.http("/docs/guide/other-languages.md").toString());
      browser.assertAccessible(page);
    }
  }

  /// The pages but that of contents, which is at `/docs/`.
  private static List<String> documents() throws IOException {
    Path docs = Path.of("../docs");
    try (Stream<Path> files = Files.walk(docs)) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
          .map(file -> "/docs/" + docs.relativize(file))
          .sorted()
          .toList();
    }
  }

  private static List<String> texts(Page page, String script) {
    return ((List<?>) page.evaluate(script)).stream().map(String::valueOf).toList();
  }

  @Test
  void whatIsServedIsMadeOfTheSourcesAndTheirTypesHold() throws Exception {
    Process check =
        new ProcessBuilder("npm", "run", "check")
            .directory(Path.of("../web/console").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }

  /// Where the links of a page lead in the documentation. Those to pages that are not there are no
  /// links at all.
  private static final String LINKS =
      """
      [...document.querySelectorAll('article a')].map((a) => new URL(a.href))
        .filter(({ origin }) => origin === location.origin)
        .map(({ pathname, hash }) => pathname + decodeURIComponent(hash))
      """;

  private static final String NAMES =
      "[...document.querySelectorAll('article [id]')].map(({ id }) => id)";
}
