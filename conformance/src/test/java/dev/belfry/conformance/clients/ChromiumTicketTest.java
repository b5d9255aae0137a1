package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.belfry.conformance.wire.RunningServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// The guide's way of a token into a browser's EventSource, by its own code.
class ChromiumTicketTest {
  private static final String TOKENS =
      "--auth.tokens=[{ algorithm: HS256, secret: \"0123456789abcdef0123456789abcdef\" }]";

  @Test
  void aTicketOpensTheEventSource() throws Exception {
    String code = Guide.block("js", "/v1/tickets");
    String token =
        RunningServer.run(
            "token", "--user", "42", "--subscribe", "orders:42", "--publish", "orders:42", TOKENS);
    try (RunningServer server = RunningServer.start(TOKENS);
        Chromium chromium = Chromium.start();
        Page page = chromium.context().newPage()) {
      var _ = page.navigate(server.http("/").toString());
      var _ =
          page.evaluate(
              "async token => { "
                  + code
                  + "window.heard = new Promise(heard => events.onmessage = e => heard(e.data));"
                  + "await new Promise(open => events.onopen = open); }",
              token);
      assertThat(publish(server, token)).isEqualTo(201);
      assertThat(page.evaluate("window.heard")).isEqualTo("{\"n\":1}");
    }
  }

  private static int publish(RunningServer server, String token) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.http("/notifications/orders:42"))
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
