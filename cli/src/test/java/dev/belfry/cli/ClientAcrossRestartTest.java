package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.BelfryConnection;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.Delivery;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.client.ScheduleOutcome;
import dev.belfry.client.Subscription;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java client, and a server that is killed and comes back, with what it keeps on disk
/// (`kept/`) and without what it had in memory.
class ClientAcrossRestartTest {
  private static final String KEPT = "kept/a";
  private static final String LATER = "kept/later";
  private static final String MEMORY = "memory/a";
  private static final int MEANWHILE = 100;

  /// A port on which nobody listens.
  private static final int NOWHERE = 1;

  private static final ClientTimings QUICK =
      new ClientTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          4);

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private CuttingProxy proxy;
  private BelfryConnection subscriber;
  private BelfryConnection publisher;
  private ServerProcess server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        folder.resolve("belfry.yaml"), "channels: [{ match: 'kept/**', durable: true }]\n");
    server = closing(ServerProcess.start(folder));
    proxy = closing(new CuttingProxy(server.address().getPort()));
    subscriber = closing(BelfryConnection.to(proxy.address()).timings(QUICK).open());
    publisher = closing(BelfryConnection.to(proxy.address()).timings(QUICK).open());
  }

  private <T extends AutoCloseable> T closing(T opened) {
    open.add(opened);
    return opened;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable opened : open.reversed()) {
      opened.close();
    }
  }

  @Test
  void whatIsOnDiskGoesOnWithoutLossOrDuplicateAndWhatWasInMemoryIsTold() throws Exception {
    List<Delivery> kept = listen(KEPT);
    List<Delivery> memory = listen(MEMORY);
    publisher.publish(Publication.text(KEPT, "before")).get();
    publisher.publish(Publication.text(MEMORY, "before")).get();
    await().until(() -> kept.size() == 1 && memory.size() == 1);

    CompletableFuture<PublishOutcome> unanswered = publishUnanswered();
    kill();
    CompletableFuture<PublishOutcome> down = publisher.publish(Publication.text(KEPT, "down"));
    CompletableFuture<PublishOutcome> lost = publisher.publish(Publication.text(MEMORY, "down"));
    restart();

    assertThat(lost.get()).isInstanceOf(PublishOutcome.Published.class);
    var position = ((PublishOutcome.Published) unanswered.get()).reply().position();
    assertThat(down.get()).isInstanceOf(PublishOutcome.Published.class);
    await().until(() -> kept.size() >= MEANWHILE + 3 && memory.size() >= MEANWHILE + 3);
    assertThat(textOf(kept)).isEqualTo(expected("before", "unanswered"));
    assertThat(((Delivery.Message) kept.get(1)).message().position()).isEqualTo(position);
    assertThat(textOf(memory)).isEqualTo(expected("before", "gap of null"));
    assertThat(history(KEPT)).isEqualTo(expected("before", "unanswered"));
  }

  @Test
  void aPublishForLaterThatWasUnansweredAppearsOnce() throws Exception {
    List<Delivery> later = listen(LATER);
    proxy.withholdAnswers();
    var soon = publisher.schedule(Publication.text(LATER, "soon"), "1s");
    var late = publisher.schedule(Publication.text(LATER, "late"), "1h");
    var last = publishUnanswered(); // on disk, so what was asked before it is too
    kill();
    restart();
    assertThat(late.get()).isInstanceOf(ScheduleOutcome.Scheduled.class);
    assertThat(last.get()).isInstanceOf(PublishOutcome.Published.class);
    assertThat(soon.get()).isNotInstanceOf(PublishOutcome.Refused.class);
    await().until(() -> !later.isEmpty());
    assertThat(textOf(later)).containsExactly("soon");
    assertThat(history(LATER)).containsExactly("soon");
  }

  /// A publish that the server keeps, and whose answer does not come through.
  private CompletableFuture<PublishOutcome> publishUnanswered() throws Exception {
    proxy.withholdAnswers();
    int before = history(KEPT).size();
    var answer = publisher.publish(Publication.text(KEPT, "unanswered"));
    await().until(() -> history(KEPT).size() > before);
    assertThat(answer).isNotDone();
    return answer;
  }

  private void kill() {
    server.kill();
    proxy.leadTo(NOWHERE);
    proxy.cut();
  }

  /// Starts it again; before our clients find it, others publish.
  private void restart() throws Exception {
    server = closing(ServerProcess.start(folder));
    try (BelfryClient http = new BelfryClient(server.address())) {
      for (int i = 0; i < MEANWHILE; i++) {
        http.publish(Publication.text(KEPT, "m" + i));
        http.publish(Publication.text(MEMORY, "m" + i));
      }
    }
    proxy.leadTo(server.address().getPort());
  }

  private List<Delivery> listen(String channel) {
    List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    Subscription subscription = subscriber.subscribe(channel);
    Thread.ofVirtual().start(() -> subscription.forEach(deliveries::add));
    await().until(() -> subscription.position().isPresent());
    return deliveries;
  }

  /// These, what others published meanwhile, and what was asked for while the server was down.
  private static List<String> expected(String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    for (int i = 0; i < MEANWHILE; i++) {
      all.add("m" + i);
    }
    all.add("down");
    return all;
  }

  private static List<String> textOf(List<Delivery> deliveries) {
    return deliveries.stream()
        .map(delivery ->
            switch (delivery) {
              case Delivery.Message(MessageFrame message) -> message.data().toNode().asString();
              case Delivery.Gap(GapFrame gap) -> "gap of " + gap.missed();
              case Delivery.Presence presence -> presence.toString();
            })
        .toList();
  }

  /// What the server itself has, past the proxy.
  private List<String> history(String channel) throws Exception {
    return ChannelHistory.of(server.address(), channel);
  }
}
