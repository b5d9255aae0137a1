package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// `examples/react`: React 19 in strict mode, also rendered by a server.
class ChromiumReactTest extends ExamplePageContract {
  /// Keeps the first bell that the page has: the one that came from the server.
  private static final String KEEP_FIRST =
      "new MutationObserver(() => { window.first ??= document.querySelector('belfry-bell') })"
          + ".observe(document, { childList: true, subtree: true })";

  @Override
  String name() {
    return "react";
  }

  @Test
  void whatAServerHasRenderedIsTakenOverInSilence() throws Exception {
    try (ExamplePage example = ExamplePage.render(name(), server.http(""));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String html =
          http.send(
                  HttpRequest.newBuilder(example.address()).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(html).contains("<belfry-bell title-count=\"\"></belfry-bell>", "<h1>Orders</h1>");
      Page one = open(example.address(), KEEP_FIRST);
      Page other = open(example.address(), KEEP_FIRST);
      use(one, other);
      assertThat(one.evaluate("first === document.querySelector('belfry-bell')")).isEqualTo(true);
      assertThat(sockets(one)).hasSize(2).noneMatch(WebSocket::isClosed);
      assertThat(example.said()).doesNotContain("Error", "Warning");
    }
  }
}
