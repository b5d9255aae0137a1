package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients of a node learn when it can't reach its engine any more, over every transport. Each
/// engine runs it on its real server.
public abstract class CutOffContract {
  private static final String UNHEARD = "closed 1013";

  @TempDir private Path folder;
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpClient> clients = new ArrayList<>();
  private SecureServer node;

  /// The settings by which a server uses the engine.
  protected abstract Map<String, String> engine();

  /// The engine's process stands still; its sockets stay.
  protected abstract void standStill() throws Exception;

  protected abstract void goOn() throws Exception;

  @BeforeEach
  void startNode() throws Exception {
    Map<String, String> settings = new HashMap<>(engine());
    settings.put("limits.cut-off", "2s");
    settings.put("server.drain", "1s");
    node = SecureServer.start(folder, settings);
    await().until(() -> node.publish("/notifications/other", "x").statusCode() == 201);
  }

  @AfterEach
  void stopNode() {
    clients.forEach(HttpClient::shutdownNow);
    readers.shutdownNow();
    node.close();
  }

  private HttpClient client(Version version) throws Exception {
    HttpClient client = node.client(version);
    clients.add(client);
    return client;
  }

  private List<String> socket(String path, String... first) throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    WebSocket.Builder builder = client(Version.HTTP_1_1).newWebSocketBuilder();
    if (first.length > 0) {
      builder.subprotocols("belfry.v1.json");
    }
    URI uri = URI.create(node.uri(path).toString().replace("https:", "wss:"));
    WebSocket socket = builder.buildAsync(uri, new NodeClient.Writer(heard)).join();
    for (String command : first) {
      socket.sendText(command, true).join();
    }
    return heard;
  }

  private List<String> framed() throws Exception {
    String subscribe = "{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}";
    return socket("/notifications", "{\"id\":1,\"connect\":{}}", subscribe);
  }

  private List<String> stream(Version version, String path) throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    var request = node.request(path).header("Accept", "text/event-stream").build();
    var response = client(version).send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(response.version()).isEqualTo(version);
    var _ =
        readers.submit(() -> {
          try {
            response.body().forEach(heard::add);
          } catch (UncheckedIOException cut) {
            heard.add(UNHEARD);
          }
        });
    return heard;
  }

  private static boolean has(List<String> heard, String text) {
    return heard.stream().anyMatch(line -> line.contains(text));
  }

  @Test
  void allWhoListenAreToldAndOnceItIsBackNobodyIs() throws Exception {
    List<List<String>> listeners =
        List.of(
            socket("/notifications/news"),
            framed(),
            stream(Version.HTTP_1_1, "/notifications/news"),
            stream(Version.HTTP_1_1, "/notifications?channel=news&channel=other"),
            stream(Version.HTTP_2, "/notifications/news"),
            stream(Version.HTTP_2, "/notifications?channel=news&channel=other"));
    List<String> listensToNothing = socket("/notifications", "{\"id\":1,\"connect\":{}}");
    await()
        .until(() -> {
          int status = node.publish("/notifications/news", "first").statusCode();
          return status == 201 && listeners.stream().allMatch(heard -> has(heard, "first"));
        });
    standStill();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(listeners).allSatisfy(heard -> assertThat(heard).contains(UNHEARD)));
      assertThat(statusOfNewcomer()).isEqualTo(503);
    } finally {
      goOn();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> statusOfNewcomer() == 200);
    List<String> raw = socket("/notifications/news");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          int status = node.publish("/notifications/news", "after").statusCode();
          return status == 201 && has(raw, "after");
        });
    assertThat(raw).doesNotContain(UNHEARD);
    assertThat(listensToNothing).doesNotContain(UNHEARD);
  }

  private int statusOfNewcomer() throws Exception {
    var request = node.request("/notifications/news").header("Accept", "text/event-stream");
    var response =
        client(Version.HTTP_2).send(request.build(), HttpResponse.BodyHandlers.ofLines());
    int status = response.statusCode();
    response.body().close();
    return status;
  }
}
