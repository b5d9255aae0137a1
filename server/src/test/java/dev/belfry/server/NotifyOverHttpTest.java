package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What backends may send, and what becomes of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotifyOverHttpTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";
  private static final String NARROW = "key narrow notify=@user/42 notify=releases";
  private static final String READER = "key reader read=ALL";
  private static final String ADMIN = "key admin admin=ALL";
  private static final String WRITER = "key writer publish=ALL";
  private static final String USER = "user 42";

  private InboxServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    String[] known = {SHOP, NARROW, READER, ADMIN, WRITER};
    server = new InboxServer(folder, known);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> notify(String who, String body) throws Exception {
    return server.send(who, "POST", "/v1/notify", body);
  }

  private static String titled(String members) {
    return "{\"to\":{\"user\":\"42\"},\"notification\":{\"title\":\"a\"" + members + "}}";
  }

  @Test
  void theTwoLinesOfTheGuideDoWhatTheySay() throws Exception {
    HttpResponse<String> sent =
        server.send(
            SHOP,
            "POST",
            "/v1/notify",
            "{\"to\":{\"user\":\"first\"},\"notification\":{\"title\":\"Your order has shipped\","
                + "\"url\":\"/orders/7\"}}",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
    assertThat(sent.body()).matches("\\{\"id\":\"[0-9A-Z]{26}\",\"recipients\":1}");

    JsonNode inbox = server.get("user first", "/v1/inbox");
    assertThat(inbox.path("counts").toString()).isEqualTo("{\"unread\":1,\"unseen\":1}");
    JsonNode item = inbox.path("items").get(0);
    assertThat(item.path("title").asString()).isEqualTo("Your order has shipped");
    assertThat(item.path("url").asString()).isEqualTo("/orders/7");
    assertThat(item.path("channel").asString()).isEqualTo("@user/first");
    assertThat(item.path("createdAt").asString()).matches("\\d{4}-.*\\.\\d{6}Z");
    assertThat(item.path("read").asBoolean()).isFalse();
  }

  @Test
  void allThatANotificationMayHaveComesBackAsItWas() throws Exception {
    String data = "{\"price\": 1.0, \"big\": 12345678901234567890}";
    String all =
        """
        {"title":"t","body":"b\\nc","url":"https://a.example/x?y=1#z","icon":"/i.png",\
        "category":"offers","tags":["a","b"],"priority":"high","group":"order-7",\
        "actor":{"id":"7","name":"Ann","icon":"https://a.example/a.png"},\
        "actions":[{"id":"ok","title":"Yes","url":"mailto:a@b.example"},{"id":"no","title":"No"}],\
        "data":DATA}\
        """
            .replace("DATA", data);
    String body = "{\"to\":{\"user\":\"whole\"},\"notification\":" + all + "}";
    assertThat(notify(SHOP, body).statusCode()).isEqualTo(201);

    String inbox = server.send("user whole", "GET", "/v1/inbox", "").body();
    assertThat(inbox).contains(all.substring(1, all.length() - 1));
  }

  /// Each refused by its name.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                    | to is",
        "nonsense                                              | is not JSON",
        "[]                                                    | is a JSON object",
        "{'to':{'user':'42'}}                                  | needs notification",
        "{'to':{'user':'42'},'notification':{}}                      | needs title",
        "{'to':{'user':'42'},'notification':{'title':7}}             | title is a string",
        "{'to':{'user':'42'},'notification':{'title':' '}}           | title is 1 to 200",
        "{'to':{'user':'42'},'notification':{'title':'a\\u0000b'}}   | title has no control",
        "{'to':{'user':'42'},'notification':{'title':'\\ud800'}}     | has half of a surr",
        "{'to':{'user':'42'},'notification':{'title':'a','title':'b'}} | title twice",
        "{'to':{'user':'42'},'notification':{'title':'a','colour':1}} | no member colour",
        "{'to':{'user':'42'},'notification':{'title':'a'},'until':1} | no member until",
        "{'to':{'user':'42','users':[]},'notification':{'title':'a'}} | to is",
        "{'to':'all','notification':{'title':'a'}}                   | to is",
        "{'to':{},'notification':{'title':'a'}}                      | to is",
        "{'to':{'user':''},'notification':{'title':'a'}}             | users: a user is text",
        "{'to':{'users':[]},'notification':{'title':'a'}}            | users has 1 to 10000",
        "{'to':{'users':[7]},'notification':{'title':'a'}}           | users is an array of",
        "{'to':{'channel':'@user/42'},'notification':{'title':'a'}}  | begin with @",
        "{'to':{'channel':'@everyone'},'notification':{'title':'a'}} | begin with @",
        "{'to':{'channel':'a b'},'notification':{'title':'a'}}       | a channel's name",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'javascript:alert(1)'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':' javascript:alert(1)'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'data:text/html,x'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'//evil.example'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'/\\\\evil.example'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'/\\t/evil.example'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'orders/7'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'https://'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','url':'http:/x'}} | url is",
        "{'to':{'user':'42'},'notification':{'title':'a','icon':'javascript:1'}} | icon is",
        "{'to':{'user':'42'},'notification':{'title':'a','category':'a b'}} | category is 1 to 64",
        "{'to':{'user':'42'},'notification':{'title':'a','tags':'a'}} | tags is an array",
        "{'to':{'user':'42'},'notification':{'title':'a','tags':['a b']}} | tags has at most 16",
        "{'to':{'user':'42'},'notification':{'title':'a','priority':'urgent'}} | priority is low",
        "{'to':{'user':'42'},'notification':{'title':'a','group':'a b'}} | group is 1 to 128",
        "{'to':{'user':'42'},'notification':{'title':'a','actor':{}}} | needs name",
        "{'to':{'user':'7'},'notification':{'title':'a','actor':{'name':'a','x':1}}} | member x",
        "{'to':{'user':'42'},'notification':{'title':'a','actions':[{'id':'a'}]}} | needs title",
        "{'to':{'user':'42'},'notification':{'title':'a'},'at':'soon'} | at is a delay",
        "{'to':{'user':'42'},'notification':{'title':'a'},'at':'900d'} | at is a delay",
        "{'to':{'user':'42'},'notification':{'title':'a'},'expires':'-1s'} | expires is a",
        "{'to':{'user':'42'},'notification':{'title':'a'},'key':''}  | a key is 1 to 255",
        "{'to':{'user':'42'},'notification':{'title':'a'},'replaceKey':'a b'} | a key is 1 to",
        "{'to':{'user':'42'},'except':'7','notification':{'title':'a'}} | except is an array",
        "{'to':{'user':'42'},'except':[''],'notification':{'title':'a'}} | except: a user is",
      })
  void whatIsNotAllowedIsRefusedByItsName(String body, String says) throws Exception {
    HttpResponse<String> answer = notify(SHOP, body.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("bad-request").contains(says);
  }

  @Test
  void whatIsTooLongIsRefusedByItsName() throws Exception {
    String emoji = "\uD83D\uDE00";
    assertThat(notify(SHOP, titled("").replace("\"a\"", quoted(emoji.repeat(200)))).statusCode())
        .isEqualTo(201);
    assertRefused(titled("").replace("\"a\"", quoted(emoji.repeat(201))), "title is 1 to 200");
    assertThat(notify(SHOP, titled(",\"body\":" + quoted("x".repeat(4_000)))).statusCode())
        .isEqualTo(201);
    assertRefused(titled(",\"body\":" + quoted("x".repeat(4_001))), "body is at most 4000");
    assertThat(notify(SHOP, titled(",\"data\":" + quoted("x".repeat(8_190)))).statusCode())
        .isEqualTo(201);
    assertRefused(titled(",\"data\":" + quoted("x".repeat(8_191))), "data is at most 8192");
    assertRefused(titled(",\"url\":" + quoted("/" + "x".repeat(2_048))), "url is");
    String actions =
        IntStream.range(0, 5)
            .mapToObj(i -> "{\"id\":\"a" + i + "\",\"title\":\"t\"}")
            .collect(Collectors.joining(",", "[", "]"));
    assertRefused(titled(",\"actions\":" + actions), "actions has at most 4");
    String hundredAndOne = users(101);
    assertRefused(
        "{\"to\":\"everyone\",\"except\":" + hundredAndOne + ",\"notification\":{\"title\":\"a\"}}",
        "except has at most 100");
    assertRefused(
        "{\"to\":{\"users\":" + users(10_001) + "},\"notification\":{\"title\":\"a\"}}",
        "users has 1 to 10000");
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String users(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"many" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void assertRefused(String body, String says) throws Exception {
    HttpResponse<String> answer = notify(SHOP, body);
    assertThat(answer.statusCode()).as(says).isEqualTo(400);
    assertThat(answer.body()).contains(says);
  }

  @Test
  void tenThousandUsersAreNotifiedByOneRequest() throws Exception {
    HttpResponse<String> answer =
        notify(
            SHOP, "{\"to\":{\"users\":" + users(10_000) + "},\"notification\":{\"title\":\"a\"}}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).endsWith("\"recipients\":10000}");
    assertThat(server.get("user many9999", "/v1/inbox").path("items")).hasSize(1);
  }

  @Test
  void aBodyBeyondItsOwnLimitIsTooLarge() throws Exception {
    assertThat(notify(SHOP, "x".repeat(5 << 20)).statusCode()).isEqualTo(413);
  }

  @Test
  void twoWithOneKeyAreOne() throws Exception {
    String body = titled("").replace("}}", "},\"key\":\"k1\"}");
    HttpResponse<String> first = notify(SHOP, body);
    assertThat(notify(SHOP, body).body()).isEqualTo(first.body());

    HttpResponse<String> other = notify(SHOP, body.replace("\"a\"", "\"b\""));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body()).contains("conflict");
    assertThat(notify(NARROW, body.replace("\"a\"", "\"b\"")).statusCode()).isEqualTo(201);
  }

  @Test
  void oneForLaterIsScheduledAndCanBeRetracted() throws Exception {
    HttpResponse<String> answer = notify(SHOP, titled("").replace("}}", "},\"at\":\"1h\"}"));
    assertThat(answer.statusCode()).isEqualTo(202);
    String id = JsonMapper.shared().readTree(answer.body()).path("id").asString();

    assertThat(server.get(SHOP, "/v1/notifications/" + id).path("state").asString())
        .isEqualTo("scheduled");
    assertThat(server.status(SHOP, "DELETE", "/v1/notifications/" + id, "")).isEqualTo(204);
    assertThat(server.get(SHOP, "/v1/notifications/" + id).path("state").asString())
        .isEqualTo("retracted");
  }

  @Test
  void theStatusCountsThoseWhoSawAndRead() throws Exception {
    String id = server.notify(SHOP, "{\"users\":[\"s1\",\"s2\",\"s3\"]}", "a");
    String ids = "{\"ids\":[\"" + id + "\"]}";
    assertThat(server.status("user s1", "POST", "/v1/inbox/read", ids)).isEqualTo(200);
    assertThat(server.status("user s2", "POST", "/v1/inbox/seen", ids)).isEqualTo(200);

    JsonNode status = server.get(READER, "/v1/notifications/" + id);
    assertThat(status.path("recipients").asInt()).isEqualTo(3);
    assertThat(status.path("seen").asInt()).isEqualTo(2);
    assertThat(status.path("read").asInt()).isEqualTo(1);
  }

  @Test
  void aNotificationThatIsAnothersIsAnsweredLikeOneThatIsNotThere() throws Exception {
    String id = server.notify(SHOP, "{\"user\":\"42\"}", "a");
    String own = server.notify(NARROW, "{\"user\":\"42\"}", "a");
    String none = "/v1/notifications/01ARZ3NDEKTSV4RRFFQ69G5FAV";
    String absent = server.send(SHOP, "GET", none, "").body();
    for (String who : new String[] {NARROW, WRITER, ADMIN, USER, "nobody"}) {
      for (String method : new String[] {"GET", "DELETE"}) {
        HttpResponse<String> answer = server.send(who, method, "/v1/notifications/" + id, "");
        assertThat(answer.statusCode()).as(who + method).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(absent);
      }
    }
    assertThat(server.status(READER, "GET", "/v1/notifications/" + id, "")).isEqualTo(200);
    assertThat(server.send(READER, "DELETE", "/v1/notifications/" + id, "").body())
        .isEqualTo(absent);
    assertThat(server.status(NARROW, "DELETE", "/v1/notifications/" + own, "")).isEqualTo(204);
    assertThat(server.send(SHOP, "GET", "/v1/notifications/nonsense", "").body()).isEqualTo(absent);
  }

  /// Who may notify whom.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key shop notify=ALL read=ALL           | {'user':'42'}          | 201",
        "key shop notify=ALL read=ALL           | ~everyone~             | 201",
        "key narrow notify=@user/42 notify=releases    | {'user':'42'}          | 201",
        "key narrow notify=@user/42 notify=releases    | {'users':['42','43']}  | 403",
        "key narrow notify=@user/42 notify=releases    | {'channel':'releases'} | 201",
        "key narrow notify=@user/42 notify=releases    | {'channel':'other'}    | 403",
        "key narrow notify=@user/42 notify=releases    | ~everyone~             | 403",
        "key reader read=ALL                    | {'user':'42'}          | 403",
        "key admin admin=ALL                    | {'user':'42'}          | 403",
        "key writer publish=ALL                 | {'user':'42'}          | 403",
        "user 42                                | {'user':'42'}          | 403",
        "nobody                                 | {'user':'42'}          | 401",
      })
  void whoMayNotifyIsAskedForEveryFeed(String who, String to, int status) throws Exception {
    String body =
        "{\"to\":"
            + to.replace('\'', '"').replace('~', '"')
            + ",\"notification\":{\"title\":\"a\"}}";
    assertThat(notify(who, body).statusCode()).isEqualTo(status);
  }

  @Test
  void erasingIsForThoseWhoRunTheServer() throws Exception {
    String id = server.notify(SHOP, "{\"user\":\"gone\"}", "a");
    for (String who : new String[] {SHOP, WRITER, "user gone"}) {
      assertThat(server.status(who, "DELETE", "/v1/users/gone", "")).as(who).isEqualTo(403);
    }
    assertThat(server.status("nobody", "DELETE", "/v1/users/gone", "")).isEqualTo(401);

    assertThat(server.status(ADMIN, "DELETE", "/v1/users/gone", "")).isEqualTo(204);

    assertThat(server.get(SHOP, "/v1/users/gone/inbox").path("items")).isEmpty();
    assertThat(
            server.status(SHOP, "POST", "/v1/users/gone/inbox/read", "{\"ids\":[\"" + id + "\"]}"))
        .isEqualTo(200);
  }
}
