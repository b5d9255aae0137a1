package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One client that subscribes to all it can get: it has half, however many connections it makes,
/// and others still get in.
class SubscriptionShareTest {
  private static final String EVERYTHING = "subscribe=*,** publish=*";

  @TempDir private Path folder;
  private final List<FramedClient> greedy = new ArrayList<>();
  private Belfry belfry;

  private void start() throws IOException {
    belfry =
        new KnownClients(folder)
            .server()
            .set("server.loops", "1")
            .set("server.drain", "0s")
            .set("limits.subscriptions-bytes", "1MiB")
            .start();
  }

  @AfterEach
  void stop() {
    belfry.close();
  }

  private FramedClient connect(String user) throws IOException {
    FramedClient client = new FramedClient(belfry.port());
    String token = KnownClients.token("user " + user + " " + EVERYTHING, Duration.ofHours(1));
    assertThat(client.ask(0, "\"connect\":{\"token\":\"" + token + "\"}").has("ok")).isTrue();
    return client;
  }

  private static String subscribe(FramedClient client, int id, String channel) throws IOException {
    return client.ask(id, "\"subscribe\":{\"channel\":\"" + channel + "\"}").toString();
  }

  /// The number of subscriptions that user 42 gets.
  private int takeAll() throws IOException {
    int taken = 0;
    for (int c = 0; c < 20; c++) {
      FramedClient client = connect("42");
      greedy.add(client);
      for (int i = 1; i <= 100; i++) {
        if (subscribe(client, i, c + "/" + i).contains("\"unavailable\"")) {
          return taken;
        }
        taken++;
      }
    }
    throw new AssertionError("nothing was refused");
  }

  @Test
  void oneUserHasHalfAndOthersHaveTheRest() throws IOException {
    start();
    int taken = takeAll();
    assertThat(taken).isBetween((1 << 19) / 1_000, (1 << 19) / 700);
    assertThat(subscribe(connect("42"), 1, "more"))
        .contains("this client's subscriptions take too much memory");
    FramedClient other = connect("43");
    for (int i = 1; i <= 100; i++) {
      assertThat(subscribe(other, i, "others/" + i)).contains("\"ok\"");
    }
  }

  @Test
  void itsEventStreamsAreRefusedToo() throws IOException {
    start();
    int _ = takeAll();
    String path = "/notifications?channel=x&channel=y";
    assertThat(open(path, "42")).startsWith("HTTP/1.1 503");
    assertThat(open(path, "43")).isEqualTo("open");
  }

  private String open(String path, String user) {
    String token = KnownClients.token("user " + user + " " + EVERYTHING, Duration.ofHours(1));
    try (StreamClient _ =
        new StreamClient(belfry.port(), path, "Authorization: Bearer " + token + "\r\n")) {
      return "open";
    } catch (IOException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void whatItGivesUpItMayHaveAgain() throws IOException {
    start();
    int _ = takeAll();
    FramedClient first = greedy.getFirst();
    assertThat(first.ask(200, "\"unsubscribe\":{\"channel\":\"0/1\"}").has("ok")).isTrue();
    assertThat(subscribe(first, 201, "0/1")).contains("\"ok\"");
    for (FramedClient client : greedy) {
      client.close();
    }
    await().until(() -> belfry.connections() == 0);
    FramedClient again = connect("42");
    for (int i = 1; i <= 100; i++) {
      assertThat(subscribe(again, i, "again/" + i)).contains("\"ok\"");
    }
  }

  /// Each change of the channels of one session is given back to the very client it was taken from.
  @Test
  void comingAndGoingLeavesNothingBehind() throws IOException {
    start();
    FramedClient client = connect("42");
    for (int i = 0; i < 3_000; i += 2) {
      assertThat(subscribe(client, i + 1, "c" + i)).contains("\"ok\"");
      assertThat(client.ask(i + 2, "\"unsubscribe\":{\"channel\":\"c" + i + "\"}").has("ok"))
          .isTrue();
    }
  }
}
