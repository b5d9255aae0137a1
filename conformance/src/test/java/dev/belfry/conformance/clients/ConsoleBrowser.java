package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A browser on pages of this project, which notes what they complain about: exceptions, errors in
/// the console, violations of the policy.
public final class ConsoleBrowser implements AutoCloseable {
  private static final Path AXE = Path.of("../web/console/node_modules/axe-core/axe.min.js");

  /// Rules by which axe finds something, and where.
  private static final String FINDINGS =
      "axe.run(document, {"
          + " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })"
          + ".then(({ violations }) => violations.flatMap(({ id, nodes }) =>"
          + " nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`)))";

  private final Chromium chromium = Chromium.start();
  private final String axe;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  public ConsoleBrowser() throws IOException {
    axe = Files.readString(AXE);
  }

  public BrowserContext context(ColorScheme scheme, int width, int height) {
    return context(
        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, height));
  }

  /// Without animations: half of one is not what axe is asked about.
  public BrowserContext context(Browser.NewContextOptions options) {
    options.setLocale("en-GB").setReducedMotion(ReducedMotion.REDUCE);
    BrowserContext context = chromium.context(options);
    context.addInitScript("window.alert = () => { window.xss = true }");
    return context;
  }

  public Page open(BrowserContext context, URI address) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onDialog(dialog -> complaints.add("a dialog: " + dialog.message()));
    page.onConsoleMessage(message -> {
      boolean leftEarly = message.text().contains("closed before the connection is established");
      boolean bad = message.type().equals("error") || message.type().equals("warning");
      if (bad && !leftEarly) {
        complaints.add(message.text());
      }
    });
    assertThat(page.navigate(address.toString()).status()).isEqualTo(200);
    return page;
  }

  /// What the pages complained about since this was asked last.
  public List<String> complaints() {
    List<String> all = List.copyOf(complaints);
    complaints.clear();
    return all;
  }

  public void assertAccessible(Page page) {
    var _ = page.evaluate(axe + ";0");
    assertThat((List<?>) page.evaluate(FINDINGS)).as(page.url()).isEmpty();
  }

  public void assertFits(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as("%s needs no sideways scrolling", page.url())
        .isEqualTo(true);
  }

  @Override
  public void close() {
    chromium.close();
  }
}
