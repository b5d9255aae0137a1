package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What users do with their inboxes over HTTP, and backends on their behalf. Each test has users of
/// its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxOverHttpTest {
  private static final String SHOP = "key shop notify=ALL read=ALL subscribe=@actions";
  private static final String READER = "key reader read=ALL";
  private static final String NOTIFIER = "key notifier notify=ALL";
  private static final String WRITER = "key writer publish=ALL";

  private InboxServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    String[] known = {SHOP, READER, NOTIFIER, WRITER};
    String categories = "[{\"name\":\"security\",\"locked\":true},{\"name\":\"news\"}]";
    server = new InboxServer(folder, known, "inbox.categories", categories);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String send(String to, String members) throws Exception {
    String body = "{\"to\":" + to + ",\"notification\":{\"title\":\"a\"" + members + "}}";
    JsonNode answer = server.json(SHOP, "POST", "/v1/notify", body);
    assertThat(answer.has("id")).as(answer.toString()).isTrue();
    return answer.path("id").asString();
  }

  private static String user(String name) {
    return "{\"user\":\"" + name + "\"}";
  }

  private List<String> ids(String who, String query) throws Exception {
    return server.get(who, "/v1/inbox" + query).path("items").findValuesAsString("id");
  }

  private JsonNode mark(String who, String path, String body) throws Exception {
    HttpResponse<String> answer = server.send(who, "POST", "/v1/inbox/" + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String named(String... ids) {
    return "{\"ids\":[\"" + String.join("\",\"", ids) + "\"]}";
  }

  @Test
  void pagesComeNewestFirstAndGoOnWhereTheLastEnded() throws Exception {
    String first = send(user("p1"), "");
    String second = send(user("p1"), "");
    String third = send(user("p1"), "");

    JsonNode page = server.get("user p1", "/v1/inbox?limit=2");
    assertThat(page.path("items").findValuesAsString("id")).containsExactly(third, second);
    String next = page.path("next").asString();
    JsonNode rest = server.get("user p1", "/v1/inbox?limit=2&after=" + next);
    assertThat(rest.path("items").findValuesAsString("id")).containsExactly(first);
    assertThat(rest.has("next")).isFalse();
  }

  @Test
  void filtersLetThroughWhatTheyName() throws Exception {
    String offer = send(user("f1"), ",\"category\":\"offers\",\"tags\":[\"shoes\"]");
    String order = send(user("f1"), ",\"category\":\"orders\",\"group\":\"7\"");
    mark("user f1", "read", named(offer));

    assertThat(ids("user f1", "?category=offers")).containsExactly(offer);
    assertThat(ids("user f1", "?tag=shoes")).containsExactly(offer);
    assertThat(ids("user f1", "?group=7")).containsExactly(order);
    assertThat(ids("user f1", "?channel=@user/f1")).containsExactly(order, offer);
    assertThat(ids("user f1", "?channel=other")).isEmpty();
    assertThat(ids("user f1", "?state=unread")).containsExactly(order);
    assertThat(ids("user f1", "?state=read")).containsExactly(offer);
    mark("user f1", "archive", named(offer));
    assertThat(ids("user f1", "?state=archived")).containsExactly(offer);
    assertThat(ids("user f1", "")).containsExactly(order);
  }

  @Test
  void aGroupIsShownByItsNewest() throws Exception {
    send(user("g1"), ",\"group\":\"7\"");
    String newest = send(user("g1"), ",\"group\":\"7\"");

    JsonNode page = server.get("user g1", "/v1/inbox?grouped");
    assertThat(page.path("items").findValuesAsString("id")).containsExactly(newest);
    assertThat(page.path("groups").get(0).toString())
        .isEqualTo("{\"channel\":\"@user/g1\",\"group\":\"7\",\"count\":2,\"unread\":2}");
  }

  @Test
  void theVersionIsTheEntityTag() throws Exception {
    send(user("e1"), "");
    HttpResponse<String> first = server.send("user e1", "GET", "/v1/inbox", "");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    String version = JsonMapper.shared().readTree(first.body()).path("version").asString();
    assertThat(tag).isEqualTo('"' + version + '"');
    assertThat(first.headers().firstValue("Cache-Control")).hasValue("private, no-cache");

    for (String known : List.of(tag, "W/" + tag, tag + ", \"other\"")) {
      HttpResponse<String> same =
          server.send("user e1", "GET", "/v1/inbox", "", "If-None-Match", known);
      assertThat(same.statusCode()).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.headers().firstValue("ETag")).hasValue(tag);
    }
    send(user("e1"), "");
    assertThat(server.send("user e1", "GET", "/v1/inbox", "", "If-None-Match", tag).statusCode())
        .isEqualTo(200);
  }

  @Test
  void marksOfOneOfManyAndOfAll() throws Exception {
    String first = send(user("m1"), ",\"category\":\"a\"");
    String second = send(user("m1"), ",\"category\":\"b\"");
    String third = send(user("m1"), ",\"category\":\"a\"");

    JsonNode one = mark("user m1", "read", named(first, "01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    assertThat(one.path("counts").toString()).isEqualTo("{\"unread\":2,\"unseen\":2}");
    assertThat(one.path("unknown").toString()).isEqualTo("[\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"]");
    assertThat(mark("user m1", "unread", named(first)).path("counts").toString())
        .isEqualTo("{\"unread\":3,\"unseen\":2}");
    assertThat(mark("user m1", "seen", "{\"all\":{}}").path("counts").toString())
        .isEqualTo("{\"unread\":3,\"unseen\":0}");
    assertThat(mark("user m1", "read", "{\"all\":{\"category\":\"a\"}}").path("counts").toString())
        .isEqualTo("{\"unread\":1,\"unseen\":0}");
    mark("user m1", "archive", named(second));
    mark("user m1", "unarchive", named(second));
    mark("user m1", "delete", named(third));
    assertThat(ids("user m1", "")).containsExactly(second, first);
  }

  @Test
  void aMarkOfAllEndsWhereItSays() throws Exception {
    send(user("t1"), "");
    JsonNode known = server.get("user t1", "/v1/inbox").path("items").get(0);
    String later = send(user("t1"), "");

    mark(
        "user t1",
        "read",
        "{\"all\":{\"through\":{\"at\":\""
            + known.path("createdAt").asString()
            + "\",\"id\":\""
            + known.path("id").asString()
            + "\"}}}");

    assertThat(ids("user t1", "?state=unread")).containsExactly(later);
  }

  @Test
  void anOlderMarkLosesToALaterOne() throws Exception {
    String id = send(user("o1"), "");
    mark("user o1", "read", named(id));

    mark("user o1", "unread", named(id).replace("}", ",\"at\":\"2020-01-01T00:00:00Z\"}"));

    assertThat(ids("user o1", "?state=unread")).isEmpty();
  }

  @Test
  void aSnoozedItemIsGoneUntilItIsWoken() throws Exception {
    String id = send(user("z1"), "");
    mark("user z1", "snooze", named(id).replace("}", ",\"until\":\"3h\"}"));
    assertThat(ids("user z1", "")).isEmpty();

    JsonNode woken = mark("user z1", "unsnooze", named(id));
    assertThat(woken.path("unknown")).isEmpty();
    assertThat(ids("user z1", "?state=unread")).containsExactly(id);
    assertThat(mark("user z1", "unsnooze", named(id)).path("unknown")).hasSize(1);
  }

  @Test
  void countsAreOfAllByCategoryAndBySeveralFilters() throws Exception {
    send(user("c1"), ",\"category\":\"a\"");
    send(user("c1"), ",\"category\":\"b\",\"tags\":[\"x\"]");
    mark("user c1", "seen", "{\"all\":{\"category\":\"b\"}}");

    assertThat(server.send("user c1", "GET", "/v1/inbox/counts", "").body())
        .isEqualTo("{\"unread\":2,\"unseen\":1}");
    assertThat(server.send("user c1", "GET", "/v1/inbox/counts?by=category", "").body())
        .isEqualTo(
            "{\"unread\":2,\"unseen\":1,\"categories\":{\"a\":{\"unread\":1,\"unseen\":1},"
                + "\"b\":{\"unread\":1,\"unseen\":0}}}");
    String filters = "{\"filters\":[{\"category\":\"a\"},{\"tag\":\"x\"},{}]}";
    assertThat(server.send("user c1", "POST", "/v1/inbox/counts", filters).body())
        .isEqualTo(
            "{\"counts\":[{\"unread\":1,\"unseen\":1},{\"unread\":1,\"unseen\":0},"
                + "{\"unread\":2,\"unseen\":1}]}");
  }

  @Test
  void usersFollowWhatTheyMaySubscribeTo() throws Exception {
    String user = "user w1 subscribe=releases";
    assertThat(server.status(user, "PUT", "/v1/inbox/follows/releases", "")).isEqualTo(204);
    assertThat(server.status(user, "PUT", "/v1/inbox/follows/other", "")).isEqualTo(403);
    assertThat(server.status(user, "PUT", "/v1/inbox/follows/@everyone", "")).isEqualTo(400);
    assertThat(server.get(user, "/v1/inbox/follows").toString())
        .isEqualTo("{\"follows\":[\"releases\"]}");
    String id = send("{\"channel\":\"releases\"}", "");
    assertThat(ids(user, "")).containsExactly(id);

    assertThat(server.status(SHOP, "DELETE", "/v1/users/w1/follows/releases", "")).isEqualTo(204);
    assertThat(ids(user, "")).isEmpty();
    assertThat(server.status(SHOP, "PUT", "/v1/users/w1/follows/a/b", "")).isEqualTo(204);
    assertThat(server.get(user, "/v1/inbox/follows").toString())
        .isEqualTo("{\"follows\":[\"a/b\"]}");
  }

  @Test
  void aUserFollowsABoundedNumberOfFeeds() throws Exception {
    for (int i = 0; i < 256; i++) {
      assertThat(server.status(SHOP, "PUT", "/v1/users/w2/follows/f" + i, "")).isEqualTo(204);
    }
    HttpResponse<String> answer = server.send(SHOP, "PUT", "/v1/users/w2/follows/more", "");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body()).contains("at most 256");
  }

  @Test
  void whatAnOperatorHasLockedCantBeSwitchedOff() throws Exception {
    HttpResponse<String> set =
        server.send(
            "user r1",
            "PUT",
            "/v1/inbox/preferences",
            "{\"categories\":{\"offers\":{\"inbox\":false}}}");
    assertThat(set.body())
        .isEqualTo(
            "{\"categories\":{\"offers\":{\"inbox\":false,\"push\":true},"
                + "\"security\":{\"inbox\":true,\"push\":true,\"locked\":true}}}");
    send(user("r1"), ",\"category\":\"offers\"");
    String wanted = send(user("r1"), ",\"category\":\"security\"");
    assertThat(ids("user r1", "")).containsExactly(wanted);

    HttpResponse<String> locked =
        server.send(
            "user r1",
            "PUT",
            "/v1/inbox/preferences",
            "{\"categories\":{\"security\":{\"inbox\":false}}}");
    assertThat(locked.statusCode()).isEqualTo(403);
    assertThat(locked.body()).contains("security is locked");
  }

  @Test
  void backendsHearWhichActionAUserHasChosen() throws Exception {
    String id = send(user("a1"), ",\"actions\":[{\"id\":\"ok\",\"title\":\"Yes\"}]");
    try (FramedClient backend =
        new FramedClient(server.belfry.port(), "Authorization: Bearer " + server.bearer(SHOP))) {
      assertThat(backend.ask(1, "\"subscribe\":{\"channel\":\"@actions\"}").has("ok")).isTrue();

      String path = "/v1/inbox/" + id + "/actions/";
      assertThat(server.status("user a1", "POST", path + "ok", "")).isEqualTo(204);

      JsonNode message = JsonMapper.shared().readTree(backend.readData());
      assertThat(message.path("user").asString()).isEqualTo("a1");
      assertThat(message.path("notification").asString()).isEqualTo(id);
      assertThat(message.path("action").asString()).isEqualTo("ok");

      String absent = server.send("user a1", "POST", path + "other", "").body();
      assertThat(absent).contains("\"status\":404");
      assertThat(server.send("user other", "POST", path + "ok", "").body()).isEqualTo(absent);
      assertThat(server.send("user a1", "POST", "/v1/inbox/x/actions/ok", "").body())
          .isEqualTo(absent);
    }
  }

  /// Every id that somebody else owns is answered like one that nobody does.
  @Test
  void noUserSeesAnothersItem() throws Exception {
    String id = send(user("x1"), "");
    assertThat(ids("user x2", "")).isEmpty();
    for (String as : List.of("seen", "read", "unread", "archive", "unarchive", "delete")) {
      assertThat(mark("user x2", as, named(id)).path("unknown").toString()).contains(id);
    }
    String until = named(id).replace("}", ",\"until\":\"3h\"}");
    assertThat(mark("user x2", "snooze", until).path("unknown").toString()).contains(id);
    assertThat(ids("user x1", "?state=unseen")).containsExactly(id);
  }

  /// Whose inbox who may read and change.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user 42                                 | /v1/inbox          | 200 | 200",
        "user 42                                 | /v1/users/42/inbox | 200 | 200",
        "user 42                                 | /v1/users/43/inbox | 403 | 403",
        "user 42                                 | /v1/inbox?user=43  | 403 | 403",
        "user 42                                 | /v1/inbox?user=42  | 200 | 200",
        "user 43 subscribe=@user/42              | /v1/users/42/inbox | 403 | 403",
        "nobody                                  | /v1/inbox          | 400 | 400",
        "nobody                                  | /v1/inbox?user=42  | 401 | 401",
        "nobody                                  | /v1/users/42/inbox | 401 | 401",
        "key shop notify=ALL read=ALL subscribe=@actions | /v1/users/42/inbox | 200 | 200",
        "key shop notify=ALL read=ALL subscribe=@actions | /v1/inbox          | 403 | 403",
        "key reader read=ALL                     | /v1/users/42/inbox | 200 | 403",
        "key notifier notify=ALL                 | /v1/users/42/inbox | 403 | 200",
        "key writer publish=ALL                  | /v1/users/42/inbox | 403 | 403",
      })
  void whoseInboxWhoMayUse(String who, String path, int read, int changed) throws Exception {
    String[] parts = path.split("\\?");
    String query = parts.length > 1 ? "?" + parts[1] : "";
    for (String part : List.of("", "/counts", "/follows", "/preferences")) {
      assertThat(server.status(who, "GET", parts[0] + part + query, "")).as(part).isEqualTo(read);
    }
    assertThat(server.status(who, "POST", parts[0] + "/counts" + query, "{\"filters\":[{}]}"))
        .isEqualTo(read);
    for (String mark : List.of("/seen", "/read", "/unread", "/archive", "/unarchive", "/delete")) {
      String body = "{\"all\":{\"category\":\"none\"}}";
      assertThat(server.status(who, "POST", parts[0] + mark + query, body)).isEqualTo(changed);
    }
    assertThat(server.status(who, "PUT", parts[0] + "/preferences" + query, "{\"categories\":{}}"))
        .isEqualTo(changed);
    assertThat(server.status(who, "DELETE", parts[0] + "/follows/none" + query, ""))
        .isEqualTo(changed == 200 ? 204 : changed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | ?limit=101           |                            | limit is a number",
        "GET  | ?limit=-1            |                            | limit is a number",
        "GET  | ?limit=x             |                            | limit is a number",
        "GET  | ?state=gone          |                            | state is inbox",
        "GET  | ?after=nonsense      |                            | after is what next was",
        "GET  | ?after=1-2           |                            | after is what next was",
        "GET  | ?channel=a%20b       |                            | a channel's name",
        "GET  | ?grouped=1           |                            | grouped is true",
        "GET  | /counts?by=tag       |                            | by is category",
        "POST | /counts              | {}                         | filters has 1 to 16",
        "POST | /counts              | {'filters':[{'state':'x'}]} | no member state",
        "POST | /read                | {}                         | ids or all",
        "POST | /read                | {'ids':['x'],'all':{}}     | ids or all",
        "POST | /read                | {'ids':[]}                 | ids has 1 to 1000",
        "POST | /read                | {'ids':['x']}              | ids are those of",
        "POST | /read                | {'ids':'x'}                | ids is an array",
        "POST | /read                | {'all':true}               | is a JSON object",
        "POST | /read                | {'all':{'colour':'x'}}     | no member colour",
        "POST | /read                | {'all':{},'at':'soon'}     | at is a time",
        "POST | /read                | {'all':{},'until':'3h'}    | until is given with",
        "POST | /read                | {'all':{'through':{'at':'x','id':'y'}}} | at is a time",
        "POST | /snooze              | {'all':{},'until':'3h'}    | snoozed by their ids",
        "POST | /snooze              | {'ids':['01ARZ3NDEKTSV4RRFFQ69G5FAV']} | until is given",
        "POST | /snooze | {'ids':['01ARZ3NDEKTSV4RRFFQ69G5FAV'],'until':'0s'}  | until is a delay",
        "POST | /snooze | {'ids':['01ARZ3NDEKTSV4RRFFQ69G5FAV'],'until':'900d'} | until is a delay",
        "PUT  | /preferences         | {'categories':{'a b':{}}}  | a category is 1 to 64",
        "PUT  | /preferences         | {'categories':{'a':{'inbox':1}}} | inbox is true or false",
        "PUT  | /preferences         | {'categories':{'a':{'mail':true}}} | no member mail",
        "PUT  | /preferences         | {}                         | needs categories",
      })
  void whatCantBeUnderstoodIsRefused(String method, String path, String body, String says)
      throws Exception {
    String text = body == null ? "" : body.replace('\'', '"');
    HttpResponse<String> answer = server.send("user h1", method, "/v1/inbox" + path, text);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/inbox/nonsense", "/v1/users/42/inbox/nonsense", "/v1/inbox/a/b"})
  void pathsThatLeadNowhereAreNotFound(String path) throws Exception {
    assertThat(server.status("user 42", "GET", path, "")).isEqualTo(404);
  }
}
