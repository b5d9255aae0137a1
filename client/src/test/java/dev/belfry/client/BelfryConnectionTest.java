package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A connection that nothing happens to.
class BelfryConnectionTest {
  private final Diary diary = new Diary();
  private final FakeServer server;
  private final BelfryConnection connection;

  BelfryConnectionTest() throws Exception {
    server = new FakeServer();
    connection =
        BelfryConnection.to(server.address())
            .user("42")
            .info(new JsonText("{\"name\":\"Ada\"}"))
            .onState(diary::state)
            .open();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    connection.close();
  }

  @Test
  void connectComesFirstAndSaysWhoItIs() throws Exception {
    Peer peer = server.next();
    connection.subscribe("a", diary);
    JsonNode connect = peer.welcome("\"user\":\"42\",\"ping\":25");
    assertThat(connect.toString()).isEqualTo("{\"user\":\"42\",\"info\":{\"name\":\"Ada\"}}");
    assertThat(peer.stand("a", 3)).isNull();
    await().until(() -> diary.states.equals(List.of(new ListenState.Open())));
  }

  @Test
  void oneFrameBringsMessagesOfManyChannels() throws Exception {
    Peer peer = server.nextGreeted();
    Diary other = new Diary();
    connection.subscribe("a", diary);
    peer.stand("a", 3);
    connection.subscribe("b/c", SubscribeOptions.since("-5"), other);
    assertThat(peer.stand("b/c", 0)).isEqualTo("-5");
    peer.say(Peer.message("a", 4), "", Peer.message("b/c", 1, "{\"n\": 1.50}"), "{\"news\":{}}");
    peer.say(Peer.message("a", 5));
    diary.awaitHeard("a k-5 \"m5\"");
    assertThat(diary.heard).containsExactly("a k-4 \"m4\"", "a k-5 \"m5\"");
    other.awaitHeard("b/c k-1 {\"n\": 1.50}");
  }

  @Test
  void aFrameMayComeInParts() throws Exception {
    Peer peer = server.nextGreeted();
    connection.subscribe("a", diary);
    peer.stand("a", 0);
    String large = "\"€" + "x".repeat(100_000) + "\"";
    peer.sayInParts(Peer.message("a", 1, large) + "\n" + Peer.message("a", 2), 7_001);
    diary.awaitHeard("a k-2 \"m2\"");
    assertThat(diary.heard).containsExactly("a k-1 " + large, "a k-2 \"m2\"");
  }

  @Test
  void whatIsAskedInOneGoIsSentInBatches() throws Exception {
    List<CompletableFuture<PublishOutcome>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      answers.add(connection.publish(Publication.text("a", "m" + i)));
    }
    Peer peer = server.nextGreeted();
    for (int i = 0; i < 60; i++) {
      JsonNode asked = peer.command();
      assertThat(asked.get("publish").get("data").asString()).isEqualTo("m" + i);
      peer.ok(asked, Peer.published("a", i + 1));
    }
    for (int i = 0; i < 60; i++) {
      PublishOutcome outcome = answers.get(i).get(60, TimeUnit.SECONDS);
      assertThat(((PublishOutcome.Published) outcome).reply().position())
          .isEqualTo(new Position("k", i + 1));
    }
  }

  @Test
  void aPublishSaysAllThatIsAskedOfIt() throws Exception {
    Peer peer = server.nextGreeted();
    var answer =
        connection.publish(
            Publication.json("a", "{\"n\": 1e2}")
                .withKey("k")
                .withReplaceKey("r")
                .withExpires("10m"));
    JsonNode asked = peer.command();
    assertThat(asked.get("publish").toString())
        .isEqualTo(
            "{\"channel\":\"a\",\"data\":{\"n\":100.0},\"key\":\"k\",\"replaceKey\":\"r\","
                + "\"expires\":\"10m\"}");
    peer.error(asked, "conflict", false);
    assertThat(answer.get())
        .isEqualTo(new PublishOutcome.Refused(new Problem(409, "conflict", "m")));
    assertThat(connection.publish(Publication.json("a", "{")).get())
        .isInstanceOf(PublishOutcome.Refused.class);
  }

  @Test
  void whatWasToComeButIsPastOrRefusedIsAnsweredAsAPublish() throws Exception {
    Peer peer = server.nextGreeted();
    var past = connection.schedule(Publication.text("a", "x"), "2001-01-01T00:00:00Z");
    peer.ok(peer.command(), Peer.published("a", 1));
    assertThat(past.get()).isInstanceOf(PublishOutcome.Published.class);
    var refused = connection.schedule(Publication.text("a", "x"), "soon");
    peer.error(peer.command(), "bad-request", false);
    assertThat(refused.get())
        .isEqualTo(new PublishOutcome.Refused(new Problem(400, "bad-request", "m")));
    assertThat(connection.schedule(Publication.json("a", "{"), "10m").get())
        .isInstanceOf(PublishOutcome.Refused.class);
  }

  @Test
  void nobodyPublishesMoreThanSixtyFourUnanswered() throws Exception {
    Peer peer = server.nextGreeted();
    for (int i = 0; i < 64; i++) {
      var _ = connection.publish(Publication.text("a", "m"));
    }
    CountDownLatch through = new CountDownLatch(1);
    Thread publisher =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = connection.publish(Publication.text("a", "last"));
                through.countDown();
              } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
              }
            });
    await().until(() -> publisher.getState() == Thread.State.WAITING);
    assertThat(through.getCount()).isOne();
    peer.ok(peer.command(), Peer.published("a", 1));
    assertThat(through.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void historyAndPresenceAreAnswered() throws Exception {
    Peer peer = server.nextGreeted();
    var page = connection.history(new Command.History("a", null, null, 2));
    JsonNode asked = peer.command();
    assertThat(asked.get("history").toString()).isEqualTo("{\"channel\":\"a\",\"limit\":2}");
    peer.ok(asked, "\"channel\":\"a\",\"position\":\"k-1\",\"messages\":[],\"more\":false");
    assertThat(page.get().orElseThrow().position()).isEqualTo(new Position("k", 1));
    var present = connection.presence("a");
    peer.ok(peer.command(), "\"count\":2");
    assertThat(present.get()).isEqualTo(new Answer.Given<>(new Reply.Present(2, null)));
    var refused = connection.presence("b");
    peer.error(peer.command(), "forbidden", false);
    assertThatThrownBy(() -> refused.get().orElseThrow()).hasMessageContaining("403 forbidden");
  }

  @Test
  void presenceComesWhereItIsAskedFor() throws Exception {
    Peer peer = server.nextGreeted();
    connection.subscribe("a", SubscribeOptions.NOW.withPresence(PresenceWish.COUNT), diary);
    peer.stand("a", 0);
    peer.say("{\"presence\":{\"channel\":\"a\",\"count\":2}}");
    diary.awaitHeard("Count[count=2]");
  }

  @Test
  void aDeliveryIsTakenWhenTheNextIsAskedFor() throws Exception {
    Peer peer = server.nextGreeted();
    Subscription subscription = connection.subscribe("a");
    assertThat(subscription.position()).isEmpty();
    peer.stand("a", 3);
    peer.say(
        Peer.message("a", 4), "{\"gap\":{\"channel\":\"a\",\"missed\":5,\"position\":\"k-9\"}}");
    Iterator<Delivery> deliveries = subscription.iterator();
    assertThat(deliveries.next()).isInstanceOf(Delivery.Message.class);
    assertThat(subscription.position()).contains(new Position("k", 3));
    assertThat(deliveries.next()).isInstanceOf(Delivery.Gap.class);
    assertThat(subscription.position()).contains(new Position("k", 4));
    subscription.close();
    assertThat(deliveries.hasNext()).isFalse();
    assertThat(subscription.position()).contains(new Position("k", 9));
    assertThat(subscription.end()).contains(new SubscriptionEnd.Closed());
  }

  @Test
  void aListenerThatThrowsEndsItsSubscriptionBeforeTheMessage() throws Exception {
    Peer peer = server.nextGreeted();
    Subscription subscription =
        connection.subscribe(
            "a",
            message -> {
              if (message.position().offset() == 5) {
                throw new IllegalStateException("bad message");
              }
            });
    peer.stand("a", 3);
    peer.say(Peer.message("a", 4), Peer.message("a", 5), Peer.message("a", 6));
    await().until(() -> subscription.end().isPresent());
    assertThat(subscription.end().orElseThrow()).isInstanceOf(SubscriptionEnd.ListenerFailed.class);
    assertThat(subscription.position()).contains(new Position("k", 4));
    assertThat(peer.command().has("unsubscribe")).isTrue();
  }

  @Test
  void aChannelThatWasLeftIsNotHeardAndMayBeSubscribedToAgain() throws Exception {
    Peer peer = server.nextGreeted();
    Subscription first = connection.subscribe("a", diary);
    peer.stand("a", 3);
    await().until(() -> first.position().isPresent());
    first.close();
    Diary again = new Diary();
    connection.subscribe("a", again);
    JsonNode unsubscribe = peer.command();
    peer.say(Peer.message("a", 4));
    peer.ok(unsubscribe, "");
    assertThat(peer.stand("a", 4)).isNull();
    peer.say(Peer.message("a", 5));
    again.awaitHeard("a k-5 \"m5\"");
    assertThat(again.heard).hasSize(1);
    assertThat(diary.heard).containsExactly("end Closed");
  }

  @Test
  void aSecondSubscriptionToAChannelIsRefusedAndTheFirstGoesOn() throws Exception {
    Peer peer = server.nextGreeted();
    connection.subscribe("a", diary);
    Subscription second = connection.subscribe("a");
    assertThat(second.iterator().hasNext()).isFalse();
    assertThat(second.end().orElseThrow()).isInstanceOf(SubscriptionEnd.Refused.class);
    peer.stand("a", 0);
    peer.say(Peer.message("a", 1));
    diary.awaitHeard("a k-1 \"m1\"");
  }

  @Test
  void aRefusedChannelEndsAndOneRefusedForNowIsAskedForAgain() throws Exception {
    Peer peer = server.nextGreeted();
    Diary other = new Diary();
    connection.subscribe("a", other);
    peer.error(peer.command(), "forbidden", false);
    other.awaitHeard("end Refused");
    connection.subscribe("b", diary);
    peer.error(peer.command(), "unavailable", true);
    peer.stand("b", 0);
    peer.say(Peer.message("b", 1));
    diary.awaitHeard("b k-1 \"m1\"");
  }

  @Test
  void aPingIsAnswered() throws Exception {
    Peer peer = server.nextGreeted();
    peer.say("{}");
    assertThat(peer.line()).isEqualTo("{}");
  }

  @Test
  void closingWaitsForAnswersAndSaysGoodbye() throws Exception {
    Peer peer = server.nextGreeted();
    Subscription subscription = connection.subscribe("a", diary);
    peer.stand("a", 0);
    var answer = connection.publish(Publication.text("a", "last"));
    Thread closing = Thread.ofVirtual().start(connection::close);
    JsonNode publish = peer.command();
    diary.awaitHeard("end Closed");
    assertThat(closing.isAlive()).isTrue();
    peer.ok(publish, Peer.published("a", 1));
    assertThat(peer.line()).isEqualTo("close:1000");
    peer.close(1000, "");
    closing.join();
    assertThat(answer.get()).isInstanceOf(PublishOutcome.Published.class);
    assertThat(diary.states.getLast()).isEqualTo(new ListenState.Closed());
    assertThat(subscription.end()).contains(new SubscriptionEnd.Closed());
    assertThatThrownBy(() -> connection.publish(Publication.text("a", "late")).get())
        .hasCauseInstanceOf(ConnectionClosedException.class);
    assertThat(connection.subscribe("b").iterator().hasNext()).isFalse();
  }
}
