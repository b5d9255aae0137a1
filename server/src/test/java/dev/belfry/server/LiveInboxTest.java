package dev.belfry.server;

import static dev.belfry.server.InboxServer.notification;
import static dev.belfry.server.InboxServer.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What devices of a user are told while they are connected. Each test has users of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveInboxTest {
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

  private static String counts(JsonNode line) {
    return line.path("inbox").path("counts").toString();
  }

  private void assertSame(String user, FramedClient device, JsonNode inbox) throws IOException {
    String version = inbox.path("inbox").path("version").asString();
    JsonNode reply = device.ask(90, "\"inbox\":{\"version\":\"" + version + "\"}").path("ok");
    assertThat(reply.path("same").asBoolean()).as(user + reply).isTrue();
  }

  @Test
  void aNotificationReachesEveryDeviceWithTheCounts() throws Exception {
    try (FramedClient phone = server.watching("n1");
        FramedClient laptop = server.watching("n1");
        FramedClient other = server.watching("n2")) {
      String id = send("n1", ",\"url\":\"/orders/7\"");
      for (FramedClient device : List.of(phone, laptop)) {
        JsonNode inbox = notification(device, id, numbers(1, 1));
        assertSame("n1", device, inbox);
      }
      String second = send("n2", "");
      assertThat(other.readJson().path("notification").path("id").asString()).isEqualTo(second);
    }
  }

  @Test
  void aMarkIsToldToTheOtherDevicesOnly() throws Exception {
    String first = send("m1", "");
    send("m1", "");
    try (FramedClient phone = server.watching("m1");
        FramedClient laptop = server.watching("m1")) {
      JsonNode reply = phone.ask(2, "\"mark\":{\"as\":\"read\",\"ids\":[\"" + first + "\"]}");
      assertThat(reply.path("ok").path("counts").toString()).isEqualTo(numbers(1, 1));

      JsonNode told = laptop.readJson();
      assertThat(counts(told)).isEqualTo(numbers(1, 1));
      assertThat(told.path("inbox").path("changes").toString())
          .isEqualTo("[{\"ids\":[\"" + first + "\"],\"set\":{\"seen\":true,\"read\":true}}]");
      assertSame("m1", laptop, told);

      String version = reply.path("ok").path("version").asString();
      assertThat(
              phone
                  .ask(3, "\"inbox\":{\"version\":\"" + version + "\"}")
                  .path("ok")
                  .path("same")
                  .asBoolean())
          .isTrue();
      String third = send("m1", "");
      notification(phone, third, numbers(2, 2)); // and nothing before it
      notification(laptop, third, numbers(2, 2));
    }
  }

  @Test
  void aMarkOverHttpIsToldToEveryDevice() throws Exception {
    send("h1", "");
    String newest = send("h1", "");
    try (FramedClient phone = server.watching("h1")) {
      server.send("user h1", "POST", "/v1/inbox/read", "{\"all\":{\"category\":\"none\"}}");
      server.send("user h1", "POST", "/v1/inbox/archive", "{\"all\":{\"state\":\"unread\"}}");

      JsonNode told = phone.readJson();
      assertThat(counts(told)).isEqualTo(numbers(0, 0));
      JsonNode change = told.path("inbox").path("changes").get(0);
      assertThat(change.path("all").path("state").asString()).isEqualTo("unread");
      assertThat(change.path("all").path("through").has("at")).isTrue();
      assertThat(change.path("set").toString()).isEqualTo("{\"seen\":true,\"archived\":true}");
      server.send("user h1", "POST", "/v1/inbox/delete", "{\"ids\":[\"" + newest + "\"]}");
      assertThat(phone.readJson().path("inbox").path("changes").toString())
          .isEqualTo("[{\"removed\":[\"" + newest + "\"]}]");
    }
  }

  @Test
  void anAnnouncementIsTheSameForAllButTheCounts() throws Exception {
    send("e1", "");
    try (FramedClient one = server.watching("e1");
        FramedClient other = server.watching("e2");
        FramedClient without = server.watching("e3")) {
      String body =
          "{\"to\":\"everyone\",\"except\":[\"e3\"],\"notification\":{\"title\":\"sale\"}}";
      String id = server.json(SHOP, "POST", "/v1/notify", body).path("id").asString();

      JsonNode told = notification(one, id, numbers(2, 2));
      assertSame("e1", one, told);
      assertSame("e2", other, notification(other, id, numbers(1, 1)));
      String own = send("e3", "");
      assertSame("e3", without, notification(without, own, numbers(1, 1)));

      server.status(SHOP, "DELETE", "/v1/notifications/" + id, "");
      JsonNode gone = one.readJson();
      assertThat(counts(gone)).isEqualTo(numbers(1, 1));
      assertThat(gone.path("inbox").path("changes").toString())
          .isEqualTo("[{\"removed\":[\"" + id + "\"]}]");
      assertSame("e1", one, gone);
    }
  }

  @Test
  void oneThatReplacesAnotherSaysSo() throws Exception {
    try (FramedClient phone = server.watching("r1")) {
      String replaced = sendReplacing();
      notification(phone, replaced, numbers(1, 1));
      String id = sendReplacing();
      JsonNode line = phone.readJson();
      assertThat(line.path("notification").path("id").asString()).isEqualTo(id);
      assertThat(line.path("notification").path("replaces").asString()).isEqualTo(replaced);
      JsonNode inbox = phone.readJson();
      assertThat(counts(inbox)).isEqualTo(numbers(1, 1));
      assertSame("r1", phone, inbox);
    }
  }

  private String sendReplacing() throws Exception {
    String body =
        "{\"to\":{\"user\":\"r1\"},\"notification\":{\"title\":\"a\"},\"replaceKey\":\"state\"}";
    return server.json(SHOP, "POST", "/v1/notify", body).path("id").asString();
  }

  @Test
  void whatIsFollowedIsToldAndWhatIsNotIsNot() throws Exception {
    try (FramedClient phone = server.watching("f1")) {
      server.send(SHOP, "{\"channel\":\"f1-news\"}", "");
      server.status(SHOP, "PUT", "/v1/users/f1/follows/f1-news", "");
      assertThat(phone.readJson().path("inbox").path("reset").asBoolean()).isTrue();
      String id = server.send(SHOP, "{\"channel\":\"f1-news\"}", "");
      notification(phone, id, numbers(1, 1));

      server.status(SHOP, "DELETE", "/v1/users/f1/follows/f1-news", "");
      JsonNode told = phone.readJson();
      assertThat(told.path("inbox").path("changes").toString())
          .isEqualTo("[{\"unfollowed\":\"f1-news\"}]");
      assertThat(counts(told)).isEqualTo(numbers(0, 0));
      assertSame("f1", phone, told);
      server.send(SHOP, "{\"channel\":\"f1-news\"}", "");
      String own = send("f1", "");
      notification(phone, own, numbers(1, 1));
    }
  }

  @Test
  void preferencesAreToldAndKeptFromDevices() throws Exception {
    try (FramedClient phone = server.watching("p1")) {
      prefer("{\"offers\":{\"inbox\":false}}");
      assertThat(phone.readJson().path("inbox").path("changes").toString())
          .isEqualTo("[{\"preferences\":{\"offers\":{\"inbox\":false,\"push\":true}}}]");
      String hidden = send("p1", ",\"category\":\"offers\"");
      String shown = send("p1", "");
      notification(phone, shown, numbers(1, 1));
      prefer("{\"offers\":{\"inbox\":true}}");
      JsonNode reset = phone.readJson().path("inbox");
      assertThat(reset.path("reset").asBoolean()).isTrue();
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(shown, hidden);
      assertThat(reset.path("counts").toString()).isEqualTo(numbers(1, 1));
    }
  }

  private void prefer(String categories) throws Exception {
    String body = "{\"categories\":" + categories + "}";
    assertThat(server.status("user p1", "PUT", "/v1/inbox/preferences", body)).isEqualTo(200);
  }

  @Test
  void aSnoozedItemComesBackLive() throws Exception {
    String id = send("s1", "");
    try (FramedClient phone = server.watching("s1");
        FramedClient laptop = server.watching("s1")) {
      JsonNode reply =
          phone.ask(2, "\"mark\":{\"as\":\"snoozed\",\"ids\":[\"" + id + "\"],\"until\":\"3h\"}");
      assertThat(reply.path("ok").path("counts").toString()).isEqualTo(numbers(0, 0));
      assertThat(laptop.readJson().path("inbox").path("changes").toString())
          .isEqualTo("[{\"removed\":[\"" + id + "\"]}]");

      String snoozed = reply.path("ok").path("version").asString();
      JsonNode woken =
          phone.ask(3, "\"mark\":{\"as\":\"unsnoozed\",\"ids\":[\"" + id + "\"]}").path("ok");
      assertThat(woken.path("unknown")).isEmpty();
      assertThat(woken.path("version").asString()).isEqualTo(snoozed); // the item is told yet
      notification(laptop, id, numbers(1, 1));
      assertThat(phone.readJson().path("notification").path("id").asString()).isEqualTo(id);
    }
  }

  @Test
  void aClientThatWasAwayLearnsInOneRoundTripWhetherAnythingHappened() throws Exception {
    send("a1", "");
    String version;
    try (FramedClient phone = server.device("a1")) {
      version = phone.ask(1, "\"inbox\":{}").path("ok").path("version").asString();
    }
    try (FramedClient phone = server.device("a1")) {
      JsonNode same = phone.ask(1, "\"inbox\":{\"version\":\"" + version + "\"}").path("ok");
      assertThat(same.toString())
          .isEqualTo(
              "{\"version\":\"" + version + "\",\"same\":true,\"counts\":" + numbers(1, 1) + "}");
    }
    String second = send("a1", "");
    try (FramedClient phone = server.device("a1")) {
      JsonNode page = phone.ask(1, "\"inbox\":{\"version\":\"" + version + "\"}").path("ok");
      assertThat(page.path("items").findValuesAsString("id")).hasSize(2).startsWith(second);
    }
  }

  @Test
  void theFilterOfTheFirstPageIsThatOfASnapshotAndOlderPagesAreAskedFor() throws Exception {
    String old = send("q1", "");
    String read = send("q1", "");
    String unread = send("q1", "");
    server.send("user q1", "POST", "/v1/inbox/read", "{\"ids\":[\"" + read + "\"]}");
    try (FramedClient phone = server.device("q1")) {
      JsonNode first = phone.ask(1, "\"inbox\":{\"state\":\"unread\",\"limit\":1}").path("ok");
      assertThat(first.path("items").findValuesAsString("id")).containsExactly(unread);
      String next = first.path("next").asString();
      JsonNode older =
          phone
              .ask(2, "\"inbox\":{\"state\":\"unread\",\"limit\":1,\"after\":\"" + next + "\"}")
              .path("ok");
      assertThat(older.path("items").findValuesAsString("id")).containsExactly(old);

      server.status(SHOP, "PUT", "/v1/users/q1/follows/q1-news", "");
      JsonNode reset = phone.readJson().path("inbox");
      assertThat(reset.path("items").findValuesAsString("id")).containsExactly(unread);
      assertThat(reset.path("counts").toString()).isEqualTo(numbers(2, 2));
    }
  }

  @Test
  void whatCantBeUnderstoodOrIsNobodysIsRefused() throws Exception {
    try (FramedClient phone = server.device("x1");
        FramedClient nobody = FramedClient.connected(server.belfry.port());
        FramedClient backend =
            new FramedClient(
                server.belfry.port(), "Authorization: Bearer " + server.bearer(SHOP))) {
      for (FramedClient one : List.of(nobody, backend)) {
        for (String command : List.of("\"inbox\":{}", "\"mark\":{\"as\":\"read\",\"all\":{}}")) {
          assertThat(one.ask(2, command).path("error").path("code").asString())
              .isEqualTo("forbidden");
        }
      }
      for (String command :
          List.of(
              "\"inbox\":{\"limit\":101}",
              "\"inbox\":{\"limit\":-1}",
              "\"inbox\":{\"state\":\"gone\"}",
              "\"inbox\":{\"after\":\"x\"}",
              "\"inbox\":{\"colour\":1}",
              "\"mark\":{\"as\":\"red\",\"all\":{}}",
              "\"mark\":{\"as\":\"read\"}",
              "\"mark\":{\"as\":\"read\",\"ids\":[\"x\"]}",
              "\"mark\":{\"as\":\"snoozed\",\"all\":{},\"until\":\"3h\"}")) {
        JsonNode answer = phone.ask(3, command);
        assertThat(answer.path("error").path("code").asString())
            .as(command + answer)
            .isEqualTo("bad-request");
      }
      assertThat(phone.ask(4, "\"ping\":{}").has("ok")).isTrue();
    }
  }

  /// A flood of marks and notifications: whatever is told in between, the last counts are right and
  /// the versions too.
  @Test
  void aFloodEndsWithWhatIsTrue() throws Exception {
    try (FramedClient phone = server.watching("z1");
        FramedClient laptop = server.watching("z1")) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        ids.add(send("z1", ""));
        if (i % 2 == 0) {
          laptop.send(
              "{\"id\":"
                  + (100 + i)
                  + ",\"mark\":{\"as\":\"read\",\"ids\":[\""
                  + ids.get(i)
                  + "\"]}}");
        }
        if (i % 5 == 0) {
          server.send(SHOP, "\"everyone\"", "");
        }
      }
      int answered = 0;
      while (answered < 30) {
        answered += laptop.readJson().has("ok") ? 1 : 0;
      }
      String last = send("z1", "");
      JsonNode truth = server.get("user z1", "/v1/inbox");
      for (FramedClient device : List.of(phone, laptop)) {
        JsonNode told = countsAfter(device, last);
        assertThat(told.path("counts")).isEqualTo(truth.path("counts"));
        assertThat(told.path("version")).isEqualTo(truth.path("version"));
      }
    }
  }

  private static JsonNode countsAfter(FramedClient device, String id) throws IOException {
    while (!device.readJson().path("notification").path("id").asString("").equals(id)) {}
    return device.readJson().path("inbox");
  }
}
