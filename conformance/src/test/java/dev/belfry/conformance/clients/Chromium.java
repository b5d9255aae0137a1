package dev.belfry.conformance.clients;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A browser that is started for tests.
public record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
  /// How long a page's state is waited for: long, since browsers of a busy machine stand still for
  /// seconds.
  private static final double PATIENCE_MILLIS = 60_000;

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-default-apps",
          "--disable-dev-shm-usage");

  /// Starts one.
  public static Chromium start() {
    return start(List.of());
  }

  /// Starts one for which `localhost:8000`, where pages of the documents look for a server, is at
  /// another port.
  static Chromium startWithServerAt(int port) {
    return start(List.of("--host-resolver-rules=MAP localhost:8000 127.0.0.1:" + port));
  }

  private static Chromium start(List<String> more) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    List<String> flags = Stream.concat(FLAGS.stream(), more.stream()).toList();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(
                        Path.of(System.getProperty("belfry.chromium", "/usr/bin/chromium")))
                    .setHeadless(true)
                    .setArgs(flags));
    return new Chromium(playwright, browser);
  }

  /// A window of its own, with cookies and a store of its own.
  public BrowserContext context() {
    return context(new Browser.NewContextOptions());
  }

  /// The same, with options.
  public BrowserContext context(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return context;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
