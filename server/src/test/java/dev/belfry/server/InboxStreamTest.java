package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Event streams of inboxes, and how what is told live ends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxStreamTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";
  private static final String ADMIN = "key admin admin=ALL";
  private static final String PATH = "/v1/inbox/stream";

  private InboxServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new InboxServer(folder, new String[] {SHOP, ADMIN}, "auth.leeway", "0s");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private StreamClient stream(String path, String bearer, String headers) throws Exception {
    return new StreamClient(
        server.belfry.port(), path, "Authorization: Bearer " + bearer + "\r\n" + headers);
  }

  private String send(String user) throws Exception {
    return server.notify(SHOP, "{\"user\":\"" + user + "\"}", "a");
  }

  private static String numbers(int unread, int unseen) {
    return "{\"unread\":" + unread + ",\"unseen\":" + unseen + "}";
  }

  private static String counts(JsonNode line) {
    return line.path("inbox").path("counts").toString();
  }

  private static JsonNode data(String block) {
    int at = block.indexOf("data: ");
    return JsonMapper.shared().readTree(block.substring(at + "data: ".length()));
  }

  private static String id(String block) {
    return block.substring(block.indexOf("id: ") + 4, block.indexOf("\ndata"));
  }

  @Test
  void aStreamTellsWhatHappensAndGoesOnByItsId() throws Exception {
    String first = send("t1");
    String bearer = server.bearer("user t1");
    String version;
    try (StreamClient stream = stream(PATH, bearer, "")) {
      String block = stream.read();
      JsonNode reset = data(block).path("inbox");
      assertThat(reset.path("reset").asBoolean()).isTrue();
      assertThat(reset.path("version").asString()).isEqualTo(id(block));
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(first);

      String second = send("t1");
      String item = stream.read();
      assertThat(item).doesNotContain("id: ");
      assertThat(data(item).path("notification").path("id").asString()).isEqualTo(second);
      String told = stream.read();
      assertThat(counts(data(told))).isEqualTo(numbers(2, 2));
      version = id(told);
    }
    try (StreamClient stream = stream(PATH, bearer, "Last-Event-ID: " + version + "\r\n")) {
      JsonNode same = data(stream.read()).path("inbox");
      assertThat(same.path("same").asBoolean()).as(same.toString()).isTrue();
      assertThat(same.path("counts").toString()).isEqualTo(numbers(2, 2));
      server.send("user t1", "POST", "/v1/inbox/read", "{\"ids\":[\"" + first + "\"]}");
      assertThat(counts(data(stream.read()))).isEqualTo(numbers(1, 1));
    }
    try (StreamClient stream = stream(PATH, bearer, "Last-Event-ID: " + version + "\r\n")) {
      assertThat(data(stream.read()).path("inbox").path("items")).hasSize(2);
    }
  }

  @Test
  void whatComesIntoAStreamByAMarkIsToldWithAllThatItSays() throws Exception {
    String first = send("t6");
    String named = "{\"ids\":[\"" + first + "\"]}";
    server.send("user t6", "POST", "/v1/inbox/archive", named);
    String bearer = server.bearer("user t6");
    try (StreamClient stream = stream(PATH, bearer, "");
        StreamClient read = stream(PATH + "?state=read", bearer, "")) {
      assertThat(data(stream.read()).path("inbox").path("items")).isEmpty();
      assertThat(data(read.read()).path("inbox").path("items")).isEmpty();
      server.send("user t6", "POST", "/v1/inbox/unarchive", named);
      JsonNode reset = data(stream.read()).path("inbox");
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(first);
      assertThat(data(read.read()).path("inbox").path("reset").asBoolean()).isTrue();

      server.send("user t6", "POST", "/v1/inbox/read", named);
      assertThat(data(stream.read()).path("inbox").path("changes")).hasSize(1);
      reset = data(read.read()).path("inbox");
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(first);
    }
  }

  @Test
  void aBackendHearsAUsersInbox() throws Exception {
    try (StreamClient stream = stream("/v1/users/t2/inbox/stream", server.bearer(SHOP), "")) {
      assertThat(data(stream.read()).path("inbox").path("items")).isEmpty();
      String id = send("t2");
      assertThat(data(stream.read()).path("notification").path("id").asString()).isEqualTo(id);
    }
  }

  @Test
  void whatEndsAnAdmissionEndsTheStream() throws Exception {
    String shortLived = KnownClients.token("user t3", Duration.ofSeconds(3));
    try (StreamClient expiring = stream(PATH, shortLived, "");
        StreamClient told = stream(PATH, server.bearer("user t4"), "");
        StreamClient erased = stream(PATH, server.bearer("user t5"), "")) {
      assertThat(data(expiring.read()).has("inbox")).isTrue();
      assertThat(data(told.read()).has("inbox")).isTrue();
      assertThat(data(erased.read()).has("inbox")).isTrue();

      assertThat(server.status(ADMIN, "POST", "/v1/users/t4/disconnect", "")).isEqualTo(204);
      assertThat(server.status(ADMIN, "DELETE", "/v1/users/t5", "")).isEqualTo(204);

      assertThat(toEnd(told)).isEqualTo("end");
      assertThat(toEnd(erased)).isEqualTo("end");
      assertThat(toEnd(expiring)).isEqualTo("end");
    }
  }

  private static String toEnd(StreamClient stream) throws Exception {
    String block = stream.read();
    while (!block.equals("end")) {
      block = stream.read();
    }
    return block;
  }
}
