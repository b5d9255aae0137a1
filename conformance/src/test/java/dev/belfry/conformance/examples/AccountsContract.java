package dev.belfry.conformance.examples;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.belfry.conformance.clients.ConsoleBrowser;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What an example with accounts shows: what one user says is on the page of the other at once and
/// lights the other's bell, and nothing of a user stays after signing out.
@SuppressWarnings("NullAway.Init")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccountsContract {
  private static final Pattern SIGN_IN = Pattern.compile("/sign-in(\\?.*)?$");
  private static final String MARKUP = "<img src=x onerror=alert(1)> & \"this\" is a text ";

  /// A line of Tomcat's that says only that the machine was busy.
  private static final Pattern SLOWNESS = Pattern.compile(".* took \\[\\d+] milliseconds.*");

  private ConsoleBrowser browser;
  private BrowserContext ada;
  private BrowserContext grace;
  Example example;

  abstract Example startExample() throws Exception;

  @BeforeAll
  void start() throws Exception {
    browser = new ConsoleBrowser();
    example = startExample();
  }

  @AfterAll
  void stop() throws Exception {
    browser.close();
    assertThat(example.stop()).isEmpty();
    String said = example.said();
    example.close();
    assertThat(SLOWNESS.matcher(said).replaceAll(""))
        .doesNotContain("Error", "Traceback", "Exception", "WARN");
  }

  @BeforeEach
  void openBrowsers() {
    ada = browser.context(ColorScheme.LIGHT, 1280, 800);
    grace = browser.context(ColorScheme.DARK, 390, 844);
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    ada.close();
    grace.close();
    assertThat(browser.complaints()).isEmpty();
  }

  /// The page of a user who has just signed in, when the bell knows the inbox.
  private Page signIn(BrowserContext context, String user) {
    Page page = browser.open(context, example.at("/"));
    assertThat(page).hasURL(SIGN_IN);
    enter(page, user, "demo");
    ready(page);
    return page;
  }

  private static void ready(Page page) {
    page.locator("belfry-bell:state(ready)").waitFor();
  }

  private static void enter(Page page, String user, String password) {
    page.getByLabel("Name").fill(user);
    page.getByLabel("Password").fill(password);
    page.getByRole(AriaRole.BUTTON).click();
  }

  private static void say(Page page, String text) {
    page.getByLabel("Your comment").fill(text);
    page.getByText("Say it").click();
    assertThat(page.locator("#comments li").first().locator("p")).hasText(text);
  }

  private static Locator bell(Page page) {
    return page.locator("belfry-bell").getByRole(AriaRole.BUTTON).first();
  }

  private static int unread(Page page) {
    String digits = bell(page).getAttribute("aria-label").replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static void awaitUnread(Page page, int count) {
    String name = count == 0 ? "Notifications" : "Notifications, %d unread".formatted(count);
    assertThat(bell(page)).hasAccessibleName(name);
  }

  private void picture(Page page, String name) {
    Pictures.take(page, getClass().getSimpleName() + "-" + name);
  }

  @Test
  void whatOneSaysLightsTheBellOfTheOther() {
    Page hers = signIn(ada, "ada");
    Page other = signIn(grace, "grace");
    Page tab = browser.open(grace, example.at("/"));
    ready(tab);
    String about = MARKUP + System.nanoTime();
    int before = unread(other);
    int own = unread(hers);
    say(hers, about);
    Locator row = other.locator("#comments li").first();
    assertThat(row.locator("p")).hasText(about);
    assertThat(row.locator("strong")).hasText("Ada Lovelace");
    assertThat(row.locator("time")).not().isEmpty();
    awaitUnread(other, before + 1);
    awaitUnread(tab, before + 1);
    awaitUnread(hers, own);
    picture(hers, "desktop");
    bell(other).click();
    Locator item = other.locator("belfry-inbox li").first();
    assertThat(item).containsText("Ada Lovelace has commented");
    assertThat(item).containsText(about);
    browser.assertAccessible(other);
    picture(other, "phone-inbox");
    item.getByRole(AriaRole.LINK).first().click();
    assertThat(other).hasURL(Pattern.compile("/#comment-.+"));
    awaitUnread(other, before);
    awaitUnread(tab, before);
    tab.reload();
    ready(tab);
    assertThat(tab.locator("#comments li").first().locator("p")).hasText(about);
    assertThat(tab.evaluate("window.xss")).isNull();
    browser.assertAccessible(hers);
    browser.assertFits(hers);
    signOutOf(other, tab);
  }

  private void signOutOf(Page page, Page tab) {
    browser.assertAccessible(page);
    browser.assertFits(page);
    page.keyboard().press("Escape");
    picture(page, "phone");
    page.getByText("Sign out").click();
    assertThat(page).hasURL(SIGN_IN);
    assertThat(tab).hasURL(SIGN_IN);
    browser.assertAccessible(page);
    browser.assertFits(page);
    picture(page, "phone-sign-in");
    var _ = page.navigate(example.at("/").toString());
    assertThat(page).hasURL(SIGN_IN);
    assertThat(page.locator("belfry-bell")).hasCount(0);
  }

  @Test
  void whoIsNotKnownGetsNothing() {
    Page page = browser.open(ada, example.at("/"));
    for (String user : new String[] {"ada", "nobody"}) {
      page.waitForResponse("**/sign-in*", () -> enter(page, user, "guessed"));
      assertThat(page.locator(".error")).hasText("No user has this name and password.");
    }
    picture(page, "desktop-sign-in");
    APIResponse token = ada.request().get(example.at("/my-token").toString());
    assertThat(token.status()).isIn(401, 404);
    assertThat(post("/comments", example.at("/").toString()).status()).isNotEqualTo(200);
    ada.close(); // nothing comes from there any more
    var _ = browser.complaints(); // the 403 for a wrong password
  }

  @Test
  void noPageOfAnotherSiteActsForTheUser() {
    Page page = signIn(ada, "ada");
    assertThat(post("/comments", "https://evil.example").status()).isEqualTo(403);
    assertThat(post("/sign-out", "https://evil.example").status()).isEqualTo(403);
    page.reload();
    ready(page);
    assertThat(page.locator("#comments")).not().containsText("forged");
    assertThat(ada.cookies()).isNotEmpty().allMatch(cookie -> cookie.httpOnly);
    assertThat(ada.cookies()).allMatch(cookie -> cookie.sameSite == SameSiteAttribute.LAX);
  }

  private APIResponse post(String path, String origin) {
    return ada.request()
        .post(
            example.at(path).toString(),
            RequestOptions.create()
                .setHeader("Origin", origin)
                .setMaxRedirects(0)
                .setForm(FormData.create().set("text", "forged")));
  }

  /// The session's cookie of a user who signs in by the form.
  String session(String user) {
    try (BrowserContext context = browser.context(ColorScheme.LIGHT, 800, 600)) {
      var _ = signIn(context, user);
      return context.cookies().getFirst().value;
    }
  }
}
