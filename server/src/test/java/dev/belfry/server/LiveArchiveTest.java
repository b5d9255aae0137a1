package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A mark that brings an item into what a device shows comes with the item. Each test has users of
/// its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveArchiveTest {
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

  private String send(String user) throws Exception {
    return server.send(SHOP, "{\"user\":\"" + user + "\"}", ",\"url\":\"/orders/7\"");
  }

  /// A device that never had it gets the item, not just that it is no longer archived.
  @Test
  void whatComesOutOfTheArchiveIsToldWithAllThatItSays() throws Exception {
    String old = send("o1");
    String named = "{\"ids\":[\"" + old + "\"]}";
    server.send("user o1", "POST", "/v1/inbox/archive", named);
    try (FramedClient phone = server.watching("o1");
        FramedClient archive = server.device("o1")) {
      JsonNode page = archive.ask(1, "\"inbox\":{\"state\":\"archived\"}").path("ok");
      assertThat(page.path("items").findValuesAsString("id")).containsExactly(old);
      server.send("user o1", "POST", "/v1/inbox/unarchive", named);

      JsonNode reset = phone.readJson().path("inbox");
      assertThat(reset.path("reset").asBoolean()).isTrue();
      assertThat(reset.path("items").findValuesAsString("url")).containsExactly("/orders/7");
      assertThat(reset.path("counts").toString()).isEqualTo("{\"unread\":1,\"unseen\":0}");
      assertThat(archive.readJson().path("inbox").path("changes").toString())
          .isEqualTo("[{\"ids\":[\"" + old + "\"],\"set\":{\"archived\":false}}]");

      server.send("user o1", "POST", "/v1/inbox/archive", named);
      assertThat(phone.readJson().path("inbox").path("changes")).hasSize(1);
      assertThat(archive.readJson().path("inbox").path("items").findValuesAsString("id"))
          .containsExactly(old);
    }
  }

  /// The same for the device that did it.
  @Test
  void whoTakesAnItemOutOfTheArchiveIsToldIt() throws Exception {
    String old = send("o2");
    server.send("user o2", "POST", "/v1/inbox/archive", "{\"all\":{}}");
    try (FramedClient phone = server.watching("o2")) {
      JsonNode reply = phone.ask(2, "\"mark\":{\"as\":\"unarchived\",\"ids\":[\"" + old + "\"]}");
      assertThat(reply.path("ok").path("unknown")).isEmpty();
      JsonNode reset = phone.readJson();
      assertThat(reset.path("inbox").path("items").findValuesAsString("id")).containsExactly(old);
      String version = reset.path("inbox").path("version").asString();
      JsonNode same = phone.ask(3, "\"inbox\":{\"version\":\"" + version + "\"}").path("ok");
      assertThat(same.path("same").asBoolean()).as(same.toString()).isTrue();
    }
  }
}
