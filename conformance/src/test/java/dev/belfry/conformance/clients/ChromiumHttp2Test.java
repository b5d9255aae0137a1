package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.belfry.conformance.wire.RunningServer;
import dev.belfry.conformance.wire.SelfSigned;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser with more event streams than HTTP/1.1 lets it have.
@SuppressWarnings("NullAway.Init")
class ChromiumHttp2Test {
  private static final int STREAMS = 30;

  /// What a browser has at most with one host, all its tabs together.
  private static final int HTTP_1_1_STREAMS = 6;

  private static final String OPEN_STREAMS =
      "count => { window.heard = 0; window.streams = Array.from({length: count}, () => {"
          + " const stream = new EventSource('/notifications/streams');"
          + " stream.onmessage = () => { window.heard++; };"
          + " return stream; }); }";

  private static final String OPEN = "streams.filter(stream => stream.readyState === 1).length";

  @TempDir private static Path folder;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  /// A context that trusts any certificate, and lets a test ask pages whatever they allow of
  /// themselves.
  private static BrowserContext context() {
    return chromium.context(
        new Browser.NewContextOptions().setIgnoreHTTPSErrors(true).setBypassCSP(true));
  }

  @Test
  void oneConnectionCarriesThirtyStreamsAndTheRequestsBesideThem() throws Exception {
    try (RunningServer server = SelfSigned.in(folder).server();
        BrowserContext context = context()) {
      Page page = context.newPage();
      page.navigate("https://localhost:" + server.port() + "/");
      page.evaluate(OPEN_STREAMS, STREAMS);
      page.waitForFunction(OPEN + " === " + STREAMS);
      for (int i = 1; i <= 3; i++) {
        Object published =
            page.evaluate(
                "fetch('/notifications/streams', {method: 'POST', body: 'hello'})"
                    + ".then(answer => answer.status)");
        assertThat(published).isEqualTo(201);
        page.waitForFunction("heard === " + i * STREAMS);
      }
      assertThat(page.evaluate("performance.getEntriesByType('resource').at(-1).nextHopProtocol"))
          .isEqualTo("h2");
      server.askToLeave();
      page.waitForFunction("streams.every(stream => stream.readyState === 0)"); // they come back
      assertThat(server.awaitExit()).isIn(0, 143);
    }
  }

  @Test
  void http11StopsAtSix() throws Exception {
    try (RunningServer server = RunningServer.start();
        BrowserContext context = context();
        HttpClient http = HttpClient.newHttpClient()) {
      Page page = context.newPage();
      page.navigate(server.http("/").toString());
      page.evaluate(OPEN_STREAMS, STREAMS);
      page.waitForFunction(OPEN + " === " + HTTP_1_1_STREAMS);
      HttpRequest request =
          HttpRequest.newBuilder(server.http("/notifications/streams"))
              .POST(HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
      page.waitForFunction("heard === " + HTTP_1_1_STREAMS);
      assertThat(page.evaluate(OPEN)).isEqualTo(HTTP_1_1_STREAMS);
    }
  }
}
