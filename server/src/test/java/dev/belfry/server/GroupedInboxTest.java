package dev.belfry.server;

import static dev.belfry.server.InboxServer.notification;
import static dev.belfry.server.InboxServer.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What sessions are told that show each group by its newest item.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupedInboxTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";

  private InboxServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new InboxServer(folder, new String[] {SHOP});
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String send(String user, String members) throws Exception {
    return server.send(SHOP, "{\"user\":\"" + user + "\"}", members);
  }

  private static JsonNode data(String block) {
    int at = block.indexOf("data: ");
    return JsonMapper.shared().readTree(block.substring(at + "data: ".length()));
  }

  private static String group(JsonNode line) {
    return line.path("inbox").path("groups").toString();
  }

  private static String group(String user, int count, int unread) {
    return "[{\"channel\":\"@user/%s\",\"group\":\"g\",\"count\":%d,\"unread\":%d}]"
        .formatted(user, count, unread);
  }

  @Test
  void aSessionThatShowsGroupsIsToldTheirCounts() throws Exception {
    String first = send("g1", ",\"group\":\"g\"");
    try (FramedClient phone = server.device("g1");
        FramedClient laptop = server.device("g1")) {
      phone.ask(1, "\"inbox\":{\"grouped\":true}");
      laptop.ask(1, "\"inbox\":{}");
      String second = send("g1", ",\"group\":\"g\"");
      assertThat(group(notification(phone, second, numbers(2, 2)))).isEqualTo(group("g1", 2, 2));
      assertThat(notification(laptop, second, numbers(2, 2)).path("inbox").has("groups")).isFalse();

      laptop.ask(2, "\"mark\":{\"as\":\"read\",\"ids\":[\"" + first + "\"]}");
      JsonNode marked = phone.readJson();
      assertThat(group(marked)).isEqualTo(group("g1", 2, 1));
      String version = marked.path("inbox").path("version").asString();
      JsonNode again = phone.ask(3, "\"inbox\":{\"grouped\":true,\"version\":\"" + version + "\"}");
      assertThat(again.path("ok").path("same").asBoolean()).isTrue();
      String other = send("g1", "");
      assertThat(notification(phone, other, numbers(2, 2)).path("inbox").has("groups")).isFalse();
    }
  }

  @Test
  void whereAnotherItemStandsForAGroupAllIsTold() throws Exception {
    String first = send("g2", ",\"group\":\"g\"");
    String second = send("g2", ",\"group\":\"g\"");
    try (FramedClient phone = server.device("g2")) {
      JsonNode page = phone.ask(1, "\"inbox\":{\"grouped\":true}").path("ok");
      assertThat(page.path("items").findValuesAsString("id")).containsExactly(second);
      phone.ask(2, "\"mark\":{\"as\":\"archived\",\"ids\":[\"" + second + "\"]}");
      JsonNode reset = phone.readJson().path("inbox");
      assertThat(reset.path("reset").asBoolean()).as(reset.toString()).isTrue();
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(first);
    }
  }

  @Test
  void aStreamOfGroupsTellsTheirCounts() throws Exception {
    String bearer = server.bearer("user t9");
    String grouped =
        "{\"to\":{\"user\":\"t9\"},\"notification\":{\"title\":\"a\",\"group\":\"g\"}}";
    server.json(SHOP, "POST", "/v1/notify", grouped);
    try (StreamClient stream =
        new StreamClient(
            server.belfry.port(),
            "/v1/inbox/stream?grouped",
            "Authorization: Bearer " + bearer + "\r\n")) {
      assertThat(data(stream.read()).path("inbox").has("groups")).isFalse();
      server.json(SHOP, "POST", "/v1/notify", grouped);
      assertThat(data(stream.read()).has("notification")).isTrue();
      assertThat(data(stream.read()).path("inbox").path("groups").toString())
          .isEqualTo("[{\"channel\":\"@user/t9\",\"group\":\"g\",\"count\":2,\"unread\":2}]");
    }
  }
}
