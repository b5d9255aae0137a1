package dev.belfry.conformance.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RawWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an example shows that is asked who users are: a session's cookie opens the channel that the
/// application names, and nothing else does.
abstract class CookieContract extends AccountsContract {
  private String origin() {
    return example.at("/").toString().replaceAll("/$", "");
  }

  /// On a connection of its own: the application may close one when it has answered, while the next
  /// question is on its way.
  private static int status(HttpRequest.Builder request, String... headers) throws Exception {
    for (String header : headers) {
      request.header(header.split(": ")[0], header.split(": ")[1]);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private int history(String channel, String... headers) throws Exception {
    URI last = example.server("/notifications/" + channel + "?limit=1");
    return status(HttpRequest.newBuilder(last), headers);
  }

  private int publish(String... headers) throws Exception {
    return status(
        HttpRequest.newBuilder(example.server("/notifications/comments"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}")),
        headers);
  }

  @Test
  void theSessionsCookieOpensTheChannelAndNothingElseDoes() throws Exception {
    String cookie = "Cookie: session=" + session("ada");
    String origin = "Origin: " + origin();
    try (RawWebSocket socket =
        RawWebSocket.open(example.serverPort(), "/notifications/comments", cookie, origin)) {
      assertThat(publish("Authorization: Bearer " + example.secret("key"))).isEqualTo(201);
      assertThat(socket.readText()).isEqualTo("{\"n\":1}");
    }
    assertThat(history("comments", cookie, origin)).isEqualTo(200);
    assertThat(history("others", cookie, origin)).isEqualTo(403);
    assertThat(publish(cookie, origin)).isEqualTo(403);
    assertThat(history("comments")).isEqualTo(401);
    assertThat(history("comments", "Cookie: session=guessed", origin)).isEqualTo(401);
    assertThat(history("comments", cookie, "Origin: https://evil.example")).isEqualTo(403);
  }

  @Test
  void aQuestionThatIsNotBelfrysIsRefused() throws Exception {
    long now = Instant.now().getEpochSecond();
    String zeros = "0".repeat(64);
    assertThat(ask()).isEqualTo(403);
    for (String signature :
        List.of(
            "t=" + now + ",v1=" + zeros, "t=" + (now - 301) + ",v1=" + zeros, "t=1", "nonsense")) {
      assertThat(ask("Belfry-Signature: " + signature)).as(signature).isEqualTo(403);
    }
  }

  private int ask(String... headers) throws Exception {
    HttpRequest.Builder question =
        HttpRequest.newBuilder(example.at("/belfry/auth"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"channels\":[\"comments\"]}"));
    return status(question, headers);
  }
}
