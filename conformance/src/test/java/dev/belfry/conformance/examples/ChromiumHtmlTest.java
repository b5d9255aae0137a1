package dev.belfry.conformance.examples;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.belfry.conformance.clients.ConsoleBrowser;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The example in one file.
class ChromiumHtmlTest {
  private static final Locator.WaitForOptions LONG =
      new Locator.WaitForOptions().setTimeout(60_000);

  @Test
  void whatIsSentLightsTheBellOfWhomItIsFor() throws Exception {
    try (Example example = Example.copied("html");
        ConsoleBrowser browser = new ConsoleBrowser()) {
      example.edit("index.html", "localhost:8000", "localhost:" + example.serverPort());
      example.start(Map.of());
      try (BrowserContext ada = browser.context(ColorScheme.LIGHT, 1280, 800);
          BrowserContext grace = browser.context(ColorScheme.DARK, 390, 844)) {
        Page hers = browser.open(ada, example.at("/"));
        Page others = browser.open(grace, example.at("/?user=grace"));
        others.locator("belfry-bell:state(ready)").waitFor(LONG);
        hers.getByLabel("To").selectOption("Grace");
        hers.getByLabel("Title").fill("<b>Come</b> & see");
        hers.getByText("Send", new Page.GetByTextOptions().setExact(true)).click();
        hers.getByText("Sent.").waitFor(LONG);
        others.locator("belfry-bell:state(unread)").waitFor(LONG);
        hers.locator("belfry-bell:not(:state(unread))").waitFor(LONG);
        readIt(browser, others);
        browser.assertAccessible(hers);
        Pictures.take(hers, "html-desktop");
      }
      assertThat(browser.complaints()).isEmpty();
      assertThat(example.stop()).isEmpty();
    }
  }

  private static void readIt(ConsoleBrowser browser, Page page) {
    browser.assertAccessible(page);
    browser.assertFits(page);
    Pictures.take(page, "html-phone");
    page.locator("belfry-bell").getByRole(AriaRole.BUTTON).first().click();
    Locator item = page.locator("belfry-inbox li").first();
    item.waitFor(LONG);
    assertThat(item).containsText("<b>Come</b> & see");
    item.getByRole(AriaRole.BUTTON).first().click();
    page.locator("belfry-bell:not(:state(unread))").waitFor(LONG);
  }
}
