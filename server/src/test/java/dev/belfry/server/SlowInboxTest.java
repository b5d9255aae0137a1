package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A device that does not read costs its outbox and no more, and is told all once it reads.
class SlowInboxTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";

  @TempDir private Path folder;

  @Test
  void aDeviceThatDidNotReadIsGivenItsInboxAnew() throws Exception {
    try (InboxServer server = new InboxServer(folder, new String[] {SHOP})) {
      String bearer = "Authorization: Bearer " + server.bearer("user 42");
      try (FramedClient slow = new FramedClient(server.belfry.port(), bearer);
          FramedClient quick = new FramedClient(server.belfry.port(), bearer)) {
        assertThat(slow.ask(1, "\"inbox\":{\"limit\":5}").has("ok")).isTrue();
        assertThat(quick.ask(1, "\"inbox\":{\"limit\":0}").has("ok")).isTrue();
        List<String> ids = new ArrayList<>();
        String large =
            "{\"to\":{\"user\":\"42\"},\"notification\":{\"title\":\"a\",\"body\":\""
                + "\u20AC".repeat(4_000)
                + "\"}}";
        for (int i = 0; i < 600; i++) { // some 7 MB, more than sockets and outbox take
          ids.add(server.json(SHOP, "POST", "/v1/notify", large).path("id").asString());
          assertThat(quick.readJson().path("notification").path("id").asString())
              .isEqualTo(ids.getLast());
          assertThat(quick.readJson().path("inbox").path("counts").path("unread").asInt())
              .isEqualTo(Math.min(100, i + 1));
        }
        JsonNode reset = readToReset(slow);
        assertThat(reset.path("items").findValuesAsString("id"))
            .containsExactlyElementsOf(ids.reversed().subList(0, 5));
        assertThat(reset.path("version")).isEqualTo(version(server));
      }
    }
  }

  private static JsonNode version(InboxServer server) throws Exception {
    return server.get("user 42", "/v1/inbox?limit=0").path("version");
  }

  private static JsonNode readToReset(FramedClient device) throws Exception {
    int notifications = 0;
    JsonNode line = device.readJson();
    while (!line.path("inbox").path("reset").asBoolean()) {
      notifications += line.has("notification") ? 1 : 0;
      line = device.readJson();
    }
    assertThat(notifications).isLessThan(600);
    return line.path("inbox");
  }
}
