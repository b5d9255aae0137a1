package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.ClientTimings;
import dev.belfry.client.Delivery;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.client.SubscribeOptions;
import dev.belfry.client.Subscription;
import dev.belfry.protocol.Command;
import dev.belfry.server.Belfry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The Java client's connection against the server itself, over a network that cuts.
class ConnectionAgainstServerTest {
  private static final int CHANNELS = 25;
  private static final int MESSAGES = 200;

  /// A port on which nobody listens.
  private static final int NOWHERE = 1;

  private static final ClientTimings QUICK =
      new ClientTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          4);

  private final CuttingProxy proxy;
  private final BelfryConnection publisher;
  private final BelfryConnection subscriber;
  private Belfry server;

  ConnectionAgainstServerTest() throws IOException {
    server = Belfry.builder().port(0).start();
    proxy = new CuttingProxy(server.port());
    publisher = BelfryConnection.to(proxy.address()).timings(QUICK).open();
    subscriber = BelfryConnection.to(proxy.address()).timings(QUICK).open();
  }

  @AfterEach
  void stop() throws IOException {
    publisher.close();
    subscriber.close();
    proxy.close();
    server.close();
  }

  @Test
  void overANetworkThatCutsNothingIsLostAndNothingComesTwice() throws Exception {
    Map<String, List<String>> heard = new HashMap<>();
    for (int channel = 0; channel < CHANNELS; channel++) {
      List<String> data = new CopyOnWriteArrayList<>();
      heard.put("c" + channel, data);
      subscriber.subscribe(
          "c" + channel,
          SubscribeOptions.since("earliest").withBufferedMax(8),
          message -> data.add(message.data().toNode().asString()));
    }
    List<CompletableFuture<PublishOutcome>> answers = new ArrayList<>();
    int cuts = 0;
    for (int message = 0; message < MESSAGES; message++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        answers.add(publisher.publish(Publication.text("c" + channel, "m" + message)));
      }
      if (message % 20 == 10) {
        cuts += proxy.cut();
      }
    }
    for (CompletableFuture<PublishOutcome> answer : answers) {
      assertThat(answer.get()).isInstanceOf(PublishOutcome.Published.class);
    }
    List<String> all = IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();
    for (List<String> data : heard.values()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> data.size() >= MESSAGES);
      assertThat(data).isEqualTo(all);
    }
    assertThat(cuts).as("cut connections").isGreaterThan(5);
  }

  @Test
  void aServerThatComesBackIsGoneOnWithAndTheLossOfItsMemoryIsTold() throws Exception {
    List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    Subscription subscription = subscriber.subscribe("a");
    Thread.ofVirtual().start(() -> subscription.forEach(deliveries::add));
    await().until(() -> subscription.position().isPresent());
    publisher.publish(Publication.text("a", "before")).get();
    await().until(() -> deliveries.size() == 1);
    proxy.leadTo(NOWHERE);
    proxy.cut();
    server.close();
    CompletableFuture<PublishOutcome> meanwhile = publisher.publish(Publication.text("a", "after"));
    server = Belfry.builder().port(0).start();
    proxy.leadTo(server.port());
    assertThat(meanwhile.get()).isInstanceOf(PublishOutcome.Published.class);
    await().until(() -> deliveries.size() == 3);
    assertThat(deliveries.get(1)).isInstanceOf(Delivery.Gap.class);
    assertThat(dataOf(deliveries.get(2))).isEqualTo("after");
  }

  private static String dataOf(Delivery delivery) {
    return ((Delivery.Message) delivery).message().data().toNode().asString();
  }

  @Test
  void aReaderThatStoppedGoesOnFromItsPosition() throws Exception {
    for (int i = 0; i < 5; i++) {
      publisher.publish(Publication.text("a", "m" + i)).get();
    }
    String position;
    try (Subscription first = subscriber.subscribe("a", SubscribeOptions.since("earliest"))) {
      var deliveries = first.iterator();
      assertThat(dataOf(deliveries.next())).isEqualTo("m0");
      assertThat(dataOf(deliveries.next())).isEqualTo("m1");
      position = first.position().orElseThrow().toString();
    }
    try (Subscription second = subscriber.subscribe("a", SubscribeOptions.since(position))) {
      assertThat(dataOf(second.iterator().next())).isEqualTo("m1");
    }
    var page = publisher.history(new Command.History("a", null, null, 2)).get().orElseThrow();
    assertThat(page.messages())
        .extracting(message -> message.data().text())
        .containsExactly("\"m3\"", "\"m4\"");
  }
}
