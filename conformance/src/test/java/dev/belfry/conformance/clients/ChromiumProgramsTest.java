package dev.belfry.conformance.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.belfry.conformance.wire.Program;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of the use cases and guides, with the backends that are shown beside them, in a real
/// browser: as they are in `examples`.
@SuppressWarnings("NullAway.Init")
class ChromiumProgramsTest {
  private static RunningServer server;
  private static HttpServer files;
  private static Chromium chromium;

  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private BrowserContext context;

  @BeforeAll
  static void start() throws IOException {
    server =
        RunningServer.start(
            "--dev",
            "--limits.presence-grace=1s",
            "--config",
            Program.EXAMPLES.resolve("use-cases/belfry.yaml").toRealPath().toString());
    files =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Program.EXAMPLES.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    files.start();
    chromium = Chromium.startWithServerAt(server.port());
  }

  @AfterAll
  static void stop() {
    chromium.close();
    files.stop(0);
    server.close();
  }

  @BeforeEach
  void openContext() {
    context = chromium.context();
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  private Page open(String path) {
    return visit("http://localhost:" + files.getAddress().getPort() + "/" + path);
  }

  private Page visit(String address) {
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.navigate(address);
    return page;
  }

  private static Program run(String folder, String... command) throws IOException {
    Map<String, String> environment = Map.of("BELFRY_URL", server.http("").toString(), "PORT", "0");
    return Program.start(folder, environment, List.of(command));
  }

  /// Runs an application that prints its address, and looks at it.
  private void application(String folder, Consumer<Page> look, String... command) throws Exception {
    try (Program application = run(folder, command)) {
      look.accept(visit(application.firstLine()));
    }
  }

  @Test
  void anOrdersPageShowsAllStepsToThoseWhoCameEarlyAndLate() throws Exception {
    Page early = open("use-cases/order-status/page.html");
    try (Program shop = run("use-cases/order-status", "/usr/bin/python3", "shop.py")) {
      assertThat(early.locator("#state")).hasText("shipped");
      assertThat(shop.result()).isEqualTo("shipped");
    }
    assertThat(early.locator("#steps li")).hasCount(3);
    assertThat(open("use-cases/order-status/page.html").locator("#steps li")).hasCount(3);
    early.reload();
    assertThat(early.locator("#steps li")).hasCount(3);
  }

  @Test
  void aJobsPageShowsTheNewestState() throws Exception {
    try (Program job = run("use-cases/job-progress", "/usr/bin/python3", "job.py")) {
      assertThat(open("use-cases/job-progress/page.html").locator("#text")).containsText(" of 20");
      assertThat(job.result()).isEqualTo("done");
    }
    Page late = open("use-cases/job-progress/page.html");
    assertThat(late.locator("#text")).hasText("done");
    assertThat(late.evaluate("document.querySelector('#bar').value")).isEqualTo(1);
  }

  @Test
  void anAnswerSurvivesAReload() throws Exception {
    String whole = "You asked: why? ".repeat(20);
    application(
        "use-cases/llm-tokens",
        page -> {
          page.getByLabel("Question").fill("why?");
          page.keyboard().press("Enter");
          assertThat(page.locator("#answer")).containsText("You asked");
          page.reload();
          assertThat(page.locator("#answer")).hasText(whole);
        },
        "node",
        "answer.mjs");
  }

  @Test
  void aChatIsReadByThoseWhoCameLaterToo() {
    Page ada = open("use-cases/chat/page.html");
    Page ben = open("use-cases/chat/page.html");
    say(ada, "Ada", "<b>hello</b>");
    assertThat(ben.locator("#said li")).hasText("Ada: <b>hello</b>");
    say(ben, "Ben", "hi");
    String[] both = {"Ada: <b>hello</b>", "Ben: hi"};
    assertThat(ada.locator("#said li")).hasText(both);
    assertThat(open("use-cases/chat/page.html").locator("#said li")).hasText(both);
    ada.reload();
    assertThat(ada.locator("#said li")).hasText(both);
  }

  private static void say(Page page, String from, String text) {
    page.getByLabel("Your name").fill(from);
    page.getByLabel("Message").fill(text);
    page.getByText("Send").click();
  }

  @Test
  void eachSeesWhoComesAndGoes() {
    Page ada = open("use-cases/presence/page.html?name=Ada");
    assertThat(ada.locator("#names")).hasText("Ada");
    Page ben = open("use-cases/presence/page.html?name=Ben");
    assertThat(ada.locator("#names")).hasText("Ada, Ben");
    assertThat(ada.locator("#news")).hasText("Ben has come");
    assertThat(ben.locator("#count")).hasText("2");
    ben.close();
    assertThat(ada.locator("#news")).hasText("Ben has gone");
    assertThat(ada.locator("#names")).hasText("Ada");
  }

  @Test
  void anAnnouncementIsABannerUntilItIsClosedOnOneDevice() throws Exception {
    Page page = open("use-cases/announcements/page.html");
    Page other = open("use-cases/announcements/page.html");
    assertThat(page.locator("belfry-bell button").first()).isVisible();
    String notify =
        "{\"to\":\"everyone\",\"expires\":\"24h\",\"notification\":"
            + "{\"title\":\"We move tonight\",\"category\":\"announcement\"}}";
    try (Program curl =
        run(".", "curl", "-sS", server.http("/v1/notify").toString(), "-d", notify)) {
      assertThat(curl.result()).contains("\"recipients\":1");
    }
    assertThat(page.locator("#banner")).containsText("We move tonight");
    assertThat(page.locator("belfry-bell .badge")).hasText("1");
    other.getByText("Close", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#banner")).isEmpty();
    assertThat(page.locator("belfry-bell .badge")).isHidden();
  }

  @Test
  void theOrderPageOfTheGuidesIsTheSameWithPollingAndWithBelfry(@TempDir Path folder)
      throws Exception {
    Consumer<Page> look =
        page -> {
          Page other = visit(page.url());
          assertThat(other.locator("#state")).hasText("new");
          // Its answer too: the application is ended after this, and a question left open fails.
          page.waitForResponse("**/pay", page.locator("#pay")::click);
          assertThat(page.locator("#state")).hasText("paid");
          assertThat(other.locator("#state")).hasText("paid");
        };
    String database = "DATABASE=" + folder.resolve("shop.db");
    application("moving", look, "env", database, "/usr/bin/python3", "polling.py");
    application("moving", look, "node", "belfry.mjs");
  }

  @Test
  void aPageWithoutALibraryGoesOnAfterAReload() {
    Page page = open("clients/browser/page.html");
    Page other = open("clients/browser/page.html");
    publish(page, "one");
    assertThat(page.locator("#messages li")).hasText("one");
    page.navigate("about:blank");
    publish(other, "two");
    page.goBack();
    assertThat(page.locator("#messages li").last()).hasText("two");
  }

  private static void publish(Page page, String text) {
    page.getByLabel("Text").fill(text);
    page.getByText("Publish").click();
    assertThat(page.getByLabel("Text")).hasValue("");
  }
}
