package com.example.comments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The application against a Belfry server in the same process, with the versions of Netty and
/// Jackson that Spring Boot has chosen.
@SpringBootTest(properties = "PORT=0", webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CommentsApplicationTest {
  private static final String KEY = "belfry_abcdefghij_" + "k".repeat(43);
  private static final String SECRET = "the secret of a test, of 32 bytes";

  @TempDir private static Path folder;
  private static Belfry belfry;

  @Autowired private CommentPages pages;
  @Autowired private Tokens tokens;

  @DynamicPropertySource
  static void startBelfry(DynamicPropertyRegistry properties) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8));
    Path keys = folder.resolve("keys.yaml");
    Files.writeString(
        keys,
        """
        keys:
          - id: abcdefghij
            name: comments
            hash: "sha256:%s"
            scopes: [publish=comments, "notify=@user/*"]
            created: "2026-11-01T00:00:00Z"
            by: test
        """
            .formatted(HexFormat.of().formatHex(hash)));
    belfry =
        Belfry.builder()
            .port(0)
            .set("data", folder.resolve("data").toString())
            .set("auth.keys", keys.toString())
            .set("auth.tokens", "[{ algorithm: HS256, secret: \"" + SECRET + "\" }]")
            .start();
    properties.add("belfry.url", belfry::uri);
    properties.add("belfry.key", () -> KEY);
    properties.add("belfry.secret", () -> SECRET);
  }

  @AfterAll
  static void stopBelfry() {
    belfry.close();
  }

  @Test
  void aCommentIsInTheInboxesOfTheOthers() throws Exception {
    assertThat(pages.say("Is anybody here?", () -> "ada")).isEqualTo("redirect:/");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> inbox("grace"), inbox -> inbox.contains("Is anybody here?"));
    assertThat(inbox("grace")).contains("Ada Lovelace has commented");
    assertThat(inbox("ada")).doesNotContain("Is anybody here?");
  }

  private String inbox(String user) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(belfry.uri().resolve("/v1/inbox").toString()))
              .header("Authorization", "Bearer " + tokens.of(user))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
