package dev.belfry.conformance.proxy;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.belfry.conformance.clients.Chromium;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.conformance.wire.SelfSigned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser, and Belfry below a path behind nginx with TLS: its pages, and the library in a page.
@SuppressWarnings("NullAway.Init")
class ChromiumBelowPathTest {
  /// Two clients of the library, one of them without WebSockets, each of which publishes; and a
  /// bell whose user is notified.
  private static final String SCRIPT =
      """
      async () => {
        const { connect } = await import('/live/belfry.js')
        window.heard = []
        for (const options of [{ tabs: false }, { tabs: false, WebSocket: null }]) {
          const belfry = connect(options)
          belfry.subscribe('orders/42', ({ data }) => heard.push(belfry.via + data))
          await new Promise((open) =>
            belfry.on('state', ({ state }) => state === 'open' && open()))
          await belfry.publish('orders/42', 'x')
        }
        const bell = document.createElement('belfry-bell')
        bell.setAttribute('user', '42')
        document.body.append(bell)
        await fetch('/live/v1/notify', { method: 'POST', body: JSON.stringify(
          { to: { user: '42' }, notification: { title: 'One' } }) })
      }
      """;

  @TempDir private static Path folder;
  private static SelfSigned signed;
  private static Chromium chromium;
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws Exception {
    signed = SelfSigned.in(folder);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  private static BrowserContext context(Proxy proxy) {
    return chromium.context(
        new Browser.NewContextOptions()
            .setIgnoreHTTPSErrors(true)
            .setBaseURL("https://localhost:" + proxy.port()));
  }

  private Page open(BrowserContext context, String path) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(said -> {
      if (said.type().equals("error")) {
        complaints.add(said.text() + " " + said.location());
      }
    });
    page.navigate(path);
    return page;
  }

  @Test
  void theLivePageTheLibraryAndTheBellWork() throws Exception {
    try (RunningServer server = RunningServer.start("--server.trusted-proxies=127.0.0.1");
        Proxy proxy = Nginx.belowPath(folder, server.port(), signed);
        BrowserContext context = context(proxy)) {
      Page page = open(context, "/live/");
      assertThat(page.locator("#terminal")).containsText("/live/notifications\n");
      page.locator("#open-name").fill("orders/42");
      page.keyboard().press("Enter");
      page.waitForURL("**/live/notifications/orders/42");
      assertThat(page.locator("#state")).hasText("live");
      assertThat(page.locator("#channel")).hasText("orders/42");
      page.evaluate(SCRIPT);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat((List<?>) page.evaluate("[...new Set(heard)].sort()"))
                  .isEqualTo(List.of("streamx", "websocketx")));
      assertThat(page.locator("main").getByText("x", new Locator.GetByTextOptions().setExact(true)))
          .hasCount(2);
      assertThat(page.locator("belfry-bell").getByRole(AriaRole.BUTTON).first())
          .hasAccessibleName(Pattern.compile(".*1.*"));
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void theConsoleOpensWithAKey() throws Exception {
    Path keys = folder.resolve("keys.yaml");
    String said =
        RunningServer.run(
            "key", "create", "--file", keys.toString(), "--name", "me", "--scope", "admin");
    String key = said.replaceAll("(?s).*?(belfry_[A-Za-z0-9_-]+).*", "$1");
    try (RunningServer server = RunningServer.start("--auth.keys=" + keys);
        Proxy proxy = Nginx.belowPath(folder, server.port(), signed);
        BrowserContext context = context(proxy)) {
      Page page = open(context, "/live/");
      page.locator("#key-text").fill(key);
      page.keyboard().press("Enter");
      assertThat(page.locator("#version")).containsText(" · ");
      page.navigate("/live/#nodes");
      assertThat(page.locator("#view-nodes h1")).isVisible();
      page.locator("#leave").click();
      assertThat(page.locator("#key")).isVisible();
      assertThat(page.url()).endsWith("/live/");
      assertThat(complaints).isEmpty();
    }
  }
}
