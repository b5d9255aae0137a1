package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.inbox.ModelInboxes;
import dev.belfry.server.runtime.Clock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with inboxes that are a model, and clients of it by their words, as in `KnownClients`.
final class InboxServer implements AutoCloseable {
  final ModelInboxes inboxes;
  final Belfry belfry;
  private final KnownClients clients;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService store = Executors.newSingleThreadExecutor();

  /// @param knows clients that the server knows; none for one without identity
  /// @param settings keys and values
  InboxServer(Path folder, String[] knows, String... settings) throws IOException {
    inboxes = new ModelInboxes("e1", Clock.system(), UlidCreator::getMonotonicUlid, store);
    clients = new KnownClients(folder);
    for (String one : knows) {
      var _ = clients.bearer(one);
    }
    Belfry.Builder builder = knows.length == 0 ? Belfry.builder().port(0) : clients.server();
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    belfry = builder.inboxes(_ -> inboxes).start();
  }

  String bearer(String who) throws IOException {
    return clients.bearer(who);
  }

  HttpResponse<String> send(String who, String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(belfry.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    String bearer = bearer(who);
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  int status(String who, String method, String path, String body) throws Exception {
    return send(who, method, path, body).statusCode();
  }

  JsonNode json(String who, String method, String path, String body) throws Exception {
    return JsonMapper.shared().readTree(send(who, method, path, body).body());
  }

  JsonNode get(String who, String path) throws Exception {
    return json(who, "GET", path, "");
  }

  /// Notifies a user; the id.
  String notify(String who, String to, String title) throws Exception {
    return json(
            who,
            "POST",
            "/v1/notify",
            "{\"to\":" + to + ",\"notification\":{\"title\":\"" + title + "\"}}")
        .path("id")
        .asString();
  }

  /// Notifies with members beside the title, `,"url":"/orders/7"`; the id.
  String send(String who, String to, String members) throws Exception {
    String body = "{\"to\":" + to + ",\"notification\":{\"title\":\"a\"" + members + "}}";
    return json(who, "POST", "/v1/notify", body).path("id").asString();
  }

  FramedClient device(String user) throws IOException {
    return new FramedClient(belfry.port(), "Authorization: Bearer " + bearer("user " + user));
  }

  /// A device that watches its inbox, and has read the first page.
  FramedClient watching(String user) throws IOException {
    FramedClient device = device(user);
    assertThat(device.ask(1, "\"inbox\":{}").path("ok").has("items")).isTrue();
    return device;
  }

  /// The next two lines of a device: a notification, and the counts in the same frame.
  static JsonNode notification(FramedClient device, String id, String counts) throws IOException {
    JsonNode line = device.readJson();
    assertThat(line.path("notification").path("id").asString()).as(line.toString()).isEqualTo(id);
    JsonNode inbox = device.readJson();
    assertThat(inbox.path("inbox").path("counts").toString()).isEqualTo(counts);
    return inbox;
  }

  static String numbers(int unread, int unseen) {
    return "{\"unread\":" + unread + ",\"unseen\":" + unseen + "}";
  }

  @Override
  public void close() {
    belfry.close();
    store.shutdownNow();
    http.shutdownNow();
  }
}
