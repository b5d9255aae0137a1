package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a client says on a new connection without waiting for the answer to `connect`, and what
/// becomes of it when that answer is no.
class FirstFrameTest {
  private static final ClientTimings QUICK =
      new ClientTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          4);

  private final Diary diary = new Diary();
  private final AtomicInteger tokens = new AtomicInteger();
  private final FakeServer server;
  private final BelfryConnection connection;
  private Subscription subscription;
  private CompletableFuture<PublishOutcome> answer;

  FirstFrameTest() throws Exception {
    server = new FakeServer();
    server.refuseWith("503 Service Unavailable");
    connection =
        BelfryConnection.to(server.address())
            .timings(QUICK)
            .tokens(() -> "t" + tokens.incrementAndGet())
            .onState(diary::state)
            .open();
    subscription = connection.subscribe("a", diary);
    answer = connection.publish(Publication.text("a", "hi"));
  }

  @BeforeEach
  void letIn() {
    diary.awaitWaiting();
    server.refuseWith("");
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    connection.close();
  }

  /// The three commands of a first frame.
  private static List<JsonNode> greeting(Peer peer) throws Exception {
    List<JsonNode> commands = peer.commandsOfOneFrame();
    assertThat(commands.stream().map(command -> command.propertyStream().toList().getLast()))
        .extracting(command -> command.getKey())
        .containsExactly("connect", "subscribe", "publish");
    return commands;
  }

  private void takeAll(Peer peer) throws Exception {
    List<JsonNode> commands = greeting(peer);
    peer.ok(commands.get(0), "\"session\":\"s\",\"ping\":25");
    peer.ok(commands.get(1), "\"position\":\"k-3\",\"from\":\"k-3\",\"recovered\":true");
    peer.ok(commands.get(2), Peer.published("a", 4));
    peer.say(Peer.message("a", 4));
    assertThat(answer.get()).isInstanceOf(PublishOutcome.Published.class);
    diary.awaitHeard("a k-4 \"m4\"");
  }

  /// Says no to all three, as a server does that answers each.
  private static void refuseAll(Peer peer, String code, boolean temporary) throws Exception {
    List<JsonNode> commands = greeting(peer);
    peer.say(
        Peer.errorTo(commands.get(0), code, temporary),
        Peer.errorTo(commands.get(2), "unauthorized", false),
        Peer.errorTo(commands.get(1), "unauthorized", false));
  }

  @Test
  void oneFrameHasConnectAndAllThatWaits() throws Exception {
    takeAll(server.next());
  }

  @Test
  void afterACutItHasWhereEachChannelGoesOnAndWhatIsUnanswered() throws Exception {
    Peer peer = server.next();
    List<JsonNode> first = greeting(peer);
    peer.ok(first.get(0), "\"session\":\"s\",\"ping\":25");
    peer.ok(first.get(1), "\"position\":\"k-3\",\"from\":\"k-3\",\"recovered\":true");
    peer.say(Peer.message("a", 4));
    diary.awaitHeard("a k-4 \"m4\"");
    peer.cut();
    List<JsonNode> again = greeting(server.next());
    assertThat(again.get(1).at("/subscribe/since").asString()).isEqualTo("k-4");
    assertThat(again.get(2).get("publish")).isEqualTo(first.get(2).get("publish"));
  }

  @Test
  void closingWaitsForAnswersThoughTheServerHasNotWelcomedUsYet() throws Exception {
    Peer peer = server.next();
    List<JsonNode> commands = greeting(peer);
    Thread closing = Thread.ofVirtual().start(connection::close);
    diary.awaitHeard("end Closed");
    peer.ok(commands.get(0), "\"session\":\"s\",\"ping\":25");
    peer.ok(commands.get(2), Peer.published("a", 4));
    assertThat(peer.line()).isEqualTo("close:1000");
    peer.close(1000, "");
    closing.join();
    assertThat(answer.get()).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void whoIsRefusedIsToldWhyAndNotWhatFollowsFromIt() throws Exception {
    refuseAll(server.next(), "bad-request", false);
    Problem why = new Problem(400, "bad-request", "m");
    assertThat(diary.awaitRefused()).isEqualTo(why);
    diary.awaitHeard("end Refused");
    assertThat(subscription.end()).contains(new SubscriptionEnd.Refused(why));
    assertThatThrownBy(answer::get).hasCauseInstanceOf(ConnectionClosedException.class);
    assertThat(server.nobodyWaits()).isTrue();
  }

  @Test
  void whatWasSaidUnderAnExpiredTokenIsSaidAgainUnderANewOne() throws Exception {
    Peer peer = server.next();
    refuseAll(peer, "unauthorized", false);
    peer.close(4002, "expired");
    takeAll(server.next());
    assertThat(diary.heard).hasSize(1);
  }

  @Test
  void whatWasSaidToAServerThatCantJustNowIsSaidAgain() throws Exception {
    refuseAll(server.next(), "unavailable", true);
    takeAll(server.next());
    assertThat(diary.heard).hasSize(1);
  }
}
