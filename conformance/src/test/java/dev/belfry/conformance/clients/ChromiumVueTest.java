package dev.belfry.conformance.clients;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import java.time.Duration;

/// `examples/vue`: Vue 3.
class ChromiumVueTest extends ExamplePageContract {
  @Override
  String name() {
    return "vue";
  }

  @Override
  String trustedTypes() {
    return "vue";
  }

  @Override
  void left(Page page) {
    var _ = page.evaluate("document.getElementById('app').__vue_app__.unmount()");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> sockets(page).stream().filter(WebSocket::isClosed).count() == 1);
  }
}
