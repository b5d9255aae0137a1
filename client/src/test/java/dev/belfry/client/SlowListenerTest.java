package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.MessageFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A listener that is slower than its channel.
class SlowListenerTest {
  private static final int MESSAGES = 300;
  private static final String LARGE = "\"" + "x".repeat(200_000) + "\"";

  private final CountDownLatch released = new CountDownLatch(1);
  private final List<Long> heard = new CopyOnWriteArrayList<>();
  private final FakeServer server;
  private BelfryConnection connection;

  SlowListenerTest() throws IOException {
    server = new FakeServer();
    connection = BelfryConnection.open(server.address());
  }

  @AfterEach
  void close() throws Exception {
    released.countDown();
    server.close();
    connection.close();
  }

  private void hearSlowly(MessageFrame message) {
    try {
      released.await();
      heard.add(message.position().offset());
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theServerIsNotReadUntilThereIsRoomAndNothingIsLost() throws Exception {
    Peer peer = server.next();
    peer.welcome("\"ping\":1");
    connection.subscribe("a", SubscribeOptions.NOW.withBufferedMax(4), this::hearSlowly);
    peer.stand("a", 0);
    AtomicInteger written = new AtomicInteger();
    Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 1; i <= MESSAGES; i++) {
              peer.say(Peer.message("a", i, LARGE));
              written.set(i);
            }
          } catch (IOException cut) {
            written.set(-1);
          }
        });
    AtomicInteger before = new AtomicInteger();
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
    assertThat(written.get()).isBetween(1, MESSAGES - 100);
    assertThat(peer.line()).as("a sign of life while it is held").isEqualTo("{}");
    released.countDown();
    await().until(() -> heard.size() == MESSAGES);
    assertThat(heard)
        .isEqualTo(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> (long) i).toList());
  }

  @Test
  void whoWaitsForAnAnswerWhileItsOwnChannelIsFullGetsItOverAnotherLink() throws Exception {
    Peer peer = impatientPeer();
    connection.subscribe("a", SubscribeOptions.NOW.withBufferedMax(2), this::copy);
    peer.stand("a", 0);
    for (int i = 1; i <= 100; i++) {
      peer.say(Peer.message("a", i));
    }
    peer.ok(peer.command(), Peer.published("b", 1)); // not read: the link is held
    Peer again = server.nextGreeted();
    int resumedAfter = 0;
    while (resumedAfter == 0) {
      JsonNode asked = again.command();
      if (asked.has("publish")) {
        again.ok(asked, Peer.published("b", 1));
      } else {
        String since = asked.get("subscribe").get("since").asString();
        resumedAfter = Integer.parseInt(since.substring(2));
      }
    }
    assertThat(resumedAfter).isBetween(2, 99);
    await().until(() -> !heard.isEmpty());
    assertThat(heard).startsWith(1L);
  }

  /// Publishes each message again, and waits for the answer.
  private void copy(MessageFrame message) {
    try {
      var _ = connection.publish(Publication.text("b", "copy")).join();
      heard.add(message.position().offset());
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  /// Replaces the connection by one that waits 400 ms for an answer.
  private Peer impatientPeer() throws Exception {
    server.nextGreeted();
    connection.close();
    ClientTimings impatient =
        new ClientTimings(
            Duration.ofSeconds(5),
            Duration.ofMillis(400),
            Duration.ofSeconds(30),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            4);
    connection = BelfryConnection.to(server.address()).timings(impatient).open();
    return server.nextGreeted();
  }
}
