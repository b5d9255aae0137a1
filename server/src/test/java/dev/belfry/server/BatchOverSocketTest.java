package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Many publishes in one request, with a whole server.
class BatchOverSocketTest {
  private final BatchClient client = new BatchClient();

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("limits.batch", "1KiB").start()) {
      byte[] body = BatchClient.batch(100, "a").getBytes(StandardCharsets.UTF_8);
      HttpResponse<String> response =
          client.send(belfry, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(client.history(belfry, "a")).doesNotContain("m0.");
    }
  }

  @Test
  void eachMessageCountsWherePublishesASecondAreBounded() throws Exception {
    try (Belfry belfry =
        Belfry.builder().port(0).set("limits.publishes-per-second", "10").start()) {
      String body = client.send(belfry, BatchClient.batch(100, "a")).body();
      assertThat(body).contains("rate-limited");
      assertThat(client.history(belfry, "a")).contains("m0.").doesNotContain("m99.");
    }
  }
}
