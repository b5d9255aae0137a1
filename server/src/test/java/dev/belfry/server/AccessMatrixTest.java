package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.auth.PermissionOracle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every way into a server with identity: each rule, each kind of client, each channel, each
/// operation over each transport does what the oracle of permissions says, which knows nothing of
/// the server.
class AccessMatrixTest {
  private static final List<String> RULES = List.of("anyone", "token", "backend");
  private static final List<String> CLIENTS =
      List.of(
          "nobody",
          "user 42 subscribe=RULE:a",
          "user 42 subscribe=RULE:* publish=RULE:a",
          "user 42 publish=RULE:*,@user/42",
          "user 42 subscribe=@user/42,@user/43 history=none presence=RULE:a",
          "user 42 subscribe=RULE:a history=RULE:b",
          "key all publish=ALL subscribe=ALL",
          "key writer publish=RULE:*",
          "key reader read=RULE:a",
          "key other subscribe=else:*",
          "key boss admin=ALL");
  private static final String CHANNELS =
      """
      [{"match":"anyone:*","publish":"anyone","subscribe":"anyone","presence":true},
       {"match":"token:*","presence":true},
       {"match":"backend:*","publish":"backend","subscribe":"backend","presence":true},
       {"match":"@user/*","presence":true}]
      """;

  @TempDir private Path folder;
  private final HttpClient plain = HttpClient.newHttpClient();
  private final SoftAssertions all = new SoftAssertions();
  private Belfry belfry;
  private Way way;
  private String rule;
  private String who;
  private String bearer;
  private String channel;

  /// A version of HTTP, and a server that speaks it.
  private record Way(String name, HttpClient http, URI uri) {}

  /// How something ended: done, or refused with a status of HTTP or a word.
  private void expect(String action, String means, String outcome) {
    String grants = rule.equals("own") ? "token" : rule;
    boolean may = new PermissionOracle(grants, who).may(action, channel);
    String refused = who.equals("nobody") ? "unauthorized" : "forbidden";
    all.assertThat(outcome)
        .as("%s: %s of %s by %s", means, action, channel, who)
        .isEqualTo(may ? "done" : refused);
  }

  @Test
  void everyWayInDoesWhatThePermissionsSay() throws Exception {
    KnownClients clients = new KnownClients(folder);
    for (String one : RULES) {
      for (String client : CLIENTS) {
        var _ = clients.bearer(client.replace("RULE", one));
      }
    }
    Map<String, String> settings = new HashMap<>(clients.settings());
    settings.put("channels", CHANNELS.strip());
    try (Belfry started = clients.server().set("channels", CHANNELS.strip()).start();
        SecureServer secure = SecureServer.start(folder, settings)) {
      belfry = started;
      List<Way> ways =
          List.of(
              new Way("HTTP/1.1", plain, started.uri()),
              new Way("HTTP/2", secure.http(), secure.belfry().uri()));
      for (String one : RULES) {
        for (String client : CLIENTS) {
          tryAll(one, client.replace("RULE", one), clients, ways);
        }
      }
    }
    all.assertAll();
  }

  private void tryAll(String oneRule, String client, KnownClients clients, List<Way> ways)
      throws Exception {
    who = client;
    bearer = clients.bearer(client);
    for (String name : List.of(oneRule + ":a", oneRule + ":b", "@user/42", "@user/43")) {
      rule = name.startsWith("@") ? "own" : oneRule;
      channel = name;
      for (Way each : ways) {
        way = each;
        tryHttp();
        tryStreams();
      }
      tryRaw();
      tryFramed();
    }
  }

  private void tryHttp() throws Exception {
    expect("history", way.name, request("GET", path() + "?limit=1", ""));
    expect("presence", way.name, request("GET", "/v1/presence/" + channel, ""));
    for (String path :
        List.of("/metrics", "/v1/stats", "/v1/channels?limit=1", "/v1/channels/" + channel)) {
      expect("admin", path + " by " + way.name, request("GET", path, ""));
    }
    expect("publish", way.name, request("POST", path(), "m"));
    String scheduled = request("POST", path(), "m", "Belfry-At", "1h");
    expect("schedule", way.name, scheduled);
    String batch = "{\"messages\":[{\"channel\":\"" + channel + "\",\"data\":1}]}";
    HttpResponse<String> answer =
        send("POST", "/v1/publish", batch, "Content-Type", "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    expect("publish", "batch by " + way.name, word(answer.body()));
  }

  private static String word(String json) {
    for (String word : List.of("unauthorized", "forbidden")) {
      if (json.contains("\"" + word + "\"")) {
        return word;
      }
    }
    return json.contains("\"error\"") ? json : "done";
  }

  private void tryStreams() throws Exception {
    expect("subscribe", "event stream by " + way.name, stream(path()));
    String many = "/notifications?channel=" + channel;
    expect("subscribe", "stream of many by " + way.name, stream(many));
  }

  private String stream(String target) throws Exception {
    HttpRequest request = head(target).header("Accept", "text/event-stream").build();
    HttpResponse<InputStream> response =
        way.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.version().name())
        .isEqualTo(way.name.equals("HTTP/2") ? "HTTP_2" : "HTTP_1_1");
    response.body().close();
    return outcomeOf(response.statusCode());
  }

  private void tryRaw() throws Exception {
    try (TestSocket socket = new TestSocket(belfry.port(), path(), authorization())) {
      expect("subscribe", "raw", "done");
      socket.send("m");
      String frame = socket.read();
      while (frame.equals("text:1")) {
        frame = socket.read(); // of the batch before
      }
      boolean refused = frame.startsWith("close:4502");
      boolean nobody = who.equals("nobody");
      expect("publish", "raw", refused ? (nobody ? "unauthorized" : "forbidden") : "done");
    } catch (IOException refused) {
      String status = String.valueOf(refused.getMessage()).split(" ")[1];
      expect("subscribe", "raw", outcomeOf(Integer.parseInt(status)));
    }
  }

  private void tryFramed() throws Exception {
    try (FramedClient client = new FramedClient(belfry.port())) {
      String token = bearer.isEmpty() ? "" : "\"token\":\"" + bearer + "\"";
      assertThat(client.ask(1, "\"connect\":{" + token + "}").has("ok")).isTrue();
      String named = "{\"channel\":\"" + channel + "\"";
      expect("history", "framed", outcome(client.ask(2, "\"history\":" + named + "}")));
      expect("presence", "framed", outcome(client.ask(3, "\"presence\":" + named + "}")));
      expect("publish", "framed", outcome(client.ask(4, "\"publish\":" + named + ",\"data\":1}")));
      String later = ",\"data\":1,\"at\":\"1h\"}";
      expect("schedule", "framed", outcome(client.ask(5, "\"publish\":" + named + later)));
      expect("subscribe", "framed", outcome(client.ask(6, "\"subscribe\":" + named + "}")));
    }
  }

  private static String outcome(JsonNode reply) {
    return reply.has("ok") ? "done" : reply.path("error").path("code").asString();
  }

  private String path() {
    return "/notifications/" + channel;
  }

  private String[] authorization() {
    return bearer.isEmpty() ? new String[0] : new String[] {"Authorization: Bearer " + bearer};
  }

  private HttpRequest.Builder head(String target) {
    HttpRequest.Builder request = HttpRequest.newBuilder(way.uri.resolve(target));
    return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private String request(String method, String target, String body, String... headers)
      throws Exception {
    return outcomeOf(send(method, target, body, headers).statusCode());
  }

  private HttpResponse<String> send(String method, String target, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        head(target).method(method, HttpRequest.BodyPublishers.ofString(body));
    List<String> extra = new ArrayList<>(List.of(headers));
    if (!extra.isEmpty()) {
      request.headers(headers);
    }
    return way.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String outcomeOf(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      default -> status < 300 ? "done" : "status " + status;
    };
  }
}
