package dev.belfry.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A user who is notified, and whose devices watch the inbox: one that stays, and one that comes,
/// marks, and vanishes. Whatever was acknowledged comes to the one that stays, and is listed.
final class Devices {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int NOTIFY_EVERY_MILLIS = 150;

  private static final int LIFE_MILLIS_MAX = 6_000;

  /// What one page lists.
  private static final int PAGE = 100;

  private final SoakedServer server;
  private final String user;
  private final Ending ending;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private volatile @Nullable RawConnection staying;
  private volatile boolean heardAll;

  Devices(SoakedServer server, String user, Ending ending) {
    this.server = server;
    this.user = user;
    this.ending = ending;
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /// Notifies until it is over, then waits until the device that stays has heard all.
  Void notifyAll(BooleanSupplier over) throws InterruptedException {
    String request =
        "{\"to\":{\"user\":\""
            + user
            + "\"},\"notification\":{\"title\":\"one\",\"body\":\"two\"}}";
    while (!over.getAsBoolean()) {
      try {
        String answer = server.post("/v1/notify", request);
        acknowledged.add(JsonMapper.shared().readTree(answer).get("id").asString());
      } catch (IOException refused) {
        Soak.pause(NOTIFY_EVERY_MILLIS); // the store pauses
      }
      Soak.pause(NOTIFY_EVERY_MILLIS);
    }
    try {
      await("what was acknowledged comes to " + user)
          .atMost(PATIENCE)
          .until(() -> heard.containsAll(acknowledged));
    } finally {
      heardAll = true;
      Ending.vanish(staying);
    }
    return null;
  }

  /// Watches the inbox from one connection, and from the next where that ends.
  Void stay() throws InterruptedException {
    while (!heardAll) {
      try (RawConnection connection = server.open(0)) {
        staying = connection;
        FramedSocket socket = watch(connection, PAGE);
        while (!heardAll && hear(socket)) {}
      } catch (IOException ended) {
        Soak.pause(NOTIFY_EVERY_MILLIS);
      }
    }
    return null;
  }

  private FramedSocket watch(RawConnection connection, int limit) throws IOException {
    connection.patience(PATIENCE);
    FramedSocket socket = FramedSocket.open(connection, Map.of("user", user));
    var _ = socket.add("inbox", Map.of("limit", limit));
    socket.flush();
    return socket;
  }

  /// Whether the server has said something.
  private boolean hear(FramedSocket socket) throws IOException {
    Optional<JsonNode> line = socket.next();
    if (line.isEmpty()) {
      return false;
    }
    JsonNode said = line.get();
    if (said.has("error")) {
      throw new IOException(said.toString());
    }
    if (said.has("notification")) {
      heard.add(said.get("notification").get("id").asString());
    }
    for (JsonNode page : List.of(said.path("ok"), said.path("inbox"))) {
      page.path("items").forEach(item -> heard.add(item.get("id").asString()));
    }
    return true;
  }

  /// Comes, marks what it sees, and vanishes, until it is over.
  Void comeAndGo(Random random, BooleanSupplier over) throws InterruptedException {
    while (!over.getAsBoolean()) {
      try (RawConnection connection = server.open(4096)) {
        var _ = ending.after(random.nextInt(LIFE_MILLIS_MAX), connection);
        FramedSocket socket = watch(connection, 1 + random.nextInt(20));
        while (!over.getAsBoolean()) {
          JsonNode line = socket.next().orElseThrow(() -> new IOException("closed"));
          if (line.has("notification")) {
            String id = line.get("notification").get("id").asString();
            var _ = socket.add("mark", Map.of("as", "read", "ids", List.of(id)));
            socket.flush();
          }
        }
      } catch (IOException ended) {
        Soak.pause(NOTIFY_EVERY_MILLIS);
      }
    }
    return null;
  }

  /// Checks that the newest that were acknowledged are listed, and no others.
  void checkListed() throws IOException {
    List<String> all = List.copyOf(acknowledged);
    String page = server.get("/v1/users/" + user + "/inbox?limit=" + PAGE);
    List<String> listed =
        JsonMapper.shared()
            .readTree(page)
            .get("items")
            .valueStream()
            .map(item -> item.get("id").asString())
            .toList();
    int newest = Math.min(PAGE / 2, all.size());
    assertThat(listed).containsAll(all.subList(all.size() - newest, all.size()));
  }
}
