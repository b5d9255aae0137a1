package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Notifications of tools with a form of their own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotifyFromToolsTest {
  private static final String SHOP = "key shop notify=ALL read=ALL";
  private static final String NARROW = "key narrow notify=@user/42";
  private static final String WRITER = "key writer publish=ALL";
  private static final String USER = "user 42";

  private InboxServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new InboxServer(folder, new String[] {SHOP, NARROW, WRITER});
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// What `apprise -t 'Backup done' -b '3 min' -n success json://...` posts.
  @Test
  void appriseLightsABell() throws Exception {
    String sent =
        "{\"version\": \"1.0\", \"title\": \"Backup done\", \"message\": \"3 min\", "
            + "\"attachments\": [], \"type\": \"success\"}";
    HttpResponse<String> answer =
        server.send(
            SHOP,
            "POST",
            "/v1/users/apprise/notify",
            sent,
            "User-Agent",
            "Apprise",
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).matches("\\{\"id\":\"[0-9A-Z]{26}\",\"recipients\":1}");
    JsonNode item = server.get("user apprise", "/v1/inbox").path("items").get(0);
    assertThat(item.path("title").asString()).isEqualTo("Backup done");
    assertThat(item.path("body").asString()).isEqualTo("3 min");
    assertThat(item.path("category").asString()).isEqualTo("success");
    assertThat(item.has("version")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'title':'','message':'one'}                   | 'title':'one'",
        "{'title':' ','message':'one\\ntwo'}             | 'title':'one','body':'one\\ntwo'",
        "{'title':'a\\tb\\nc','body':'d\\u0007\\ne'}      | 'title':'a b c','body':'d \\ne'",
        "{'url':'/7','data':{'n': 1.50},'title':'a'}    | 'url':'/7','data':{'n': 1.50}",
        "{'title':'a','category':'c','priority':'high'} | 'title':'a','category':'c'",
      })
  void aToolsFormBecomesANotification(String sent, String kept) throws Exception {
    String user = "tool-" + Integer.toHexString(sent.hashCode());
    assertThat(flat(SHOP, user, sent.replace('\'', '"')).statusCode()).isEqualTo(201);
    assertThat(server.send("user " + user, "GET", "/v1/inbox", "").body())
        .contains(kept.replace('\'', '"'));
  }

  @Test
  void aToolsLongTextsAreCut() throws Exception {
    String title = "😀".repeat(300);
    String sent = "{\"title\":\"" + title + "\",\"body\":\"" + "x".repeat(5_000) + "\"}";
    assertThat(flat(SHOP, "long", sent).statusCode()).isEqualTo(201);
    JsonNode item = server.get("user long", "/v1/inbox").path("items").get(0);
    assertThat(item.path("title").asString()).isEqualTo("😀".repeat(199) + "…");
    assertThat(item.path("body").asString()).hasSize(4_000).endsWith("x…");
    String line = "{\"message\":\"" + "y".repeat(300) + "\"}";
    assertThat(flat(SHOP, "line", line).statusCode()).isEqualTo(201);
    JsonNode whole = server.get("user line", "/v1/inbox").path("items").get(0);
    assertThat(whole.path("title").asString()).isEqualTo("y".repeat(199) + "…");
    assertThat(whole.path("body").asString()).as("nothing is lost").isEqualTo("y".repeat(300));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                       | needs title or message",
        "{'title':'a','message':'b','body':'c'}                   | has message or body",
        "{'title':'a','colour':1}                                 | no member colour",
        "{'title':'a','to':{'user':'43'}}                         | no member to",
        "{'title':'a','type':'a b'}                               | category is 1 to 64",
        "{'title':'a','attachments':[{'filename':'f'}]}           | attachments can't be kept",
        "{'title':7}                                              | title is a string",
      })
  void aToolsFormIsRefusedByName(String sent, String why) throws Exception {
    HttpResponse<String> answer = flat(SHOP, "42", sent.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
  }

  @Test
  void aToolNotifiesOnlyWhomItsKeyAllows() throws Exception {
    String sent = "{\"message\":\"a\"}";
    assertThat(flat(NARROW, "42", sent).statusCode()).isEqualTo(201);
    assertThat(flat(NARROW, "43", sent).statusCode()).isEqualTo(403);
    assertThat(flat(WRITER, "42", sent).statusCode()).isEqualTo(403);
    assertThat(flat(USER, "42", sent).statusCode()).isEqualTo(403);
  }

  private HttpResponse<String> flat(String who, String user, String body) throws Exception {
    return server.send(who, "POST", "/v1/users/" + user + "/notify", body);
  }
}
