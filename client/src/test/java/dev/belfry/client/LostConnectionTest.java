package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.Position;
import dev.belfry.protocol.ScheduleReply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What becomes of a connection when it is cut, refused or abused.
class LostConnectionTest {
  private static final ClientTimings QUICK = timings(Duration.ofSeconds(5), Duration.ofSeconds(30));

  /// Always the longest wait.
  private static final RandomGenerator LONGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private final Diary diary = new Diary();
  private final List<BelfryConnection> opened = new ArrayList<>();
  private final FakeServer server;

  LostConnectionTest() throws IOException {
    server = new FakeServer();
  }

  private static ClientTimings timings(Duration answer, Duration silence) {
    Duration connect = Duration.ofSeconds(5);
    return new ClientTimings(
        connect, answer, silence, Duration.ofMillis(10), Duration.ofMillis(50), 4);
  }

  private ConnectionBuilder builder() {
    return BelfryConnection.to(server.address()).timings(QUICK).onState(diary::state);
  }

  private BelfryConnection open(ConnectionBuilder builder) {
    opened.add(builder.open());
    return opened.getLast();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    opened.forEach(BelfryConnection::close);
  }

  @Test
  void aCutConnectionGoesOnAfterTheLastMessageOfEachChannel() throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    Diary other = new Diary();
    connection.subscribe("a", SubscribeOptions.since("earliest"), diary);
    peer.stand("a", 3);
    connection.subscribe("b", other);
    peer.stand("b", 7);
    peer.say(Peer.message("a", 4), Peer.message("a", 6));
    diary.awaitHeard("a k-6 \"m6\"");
    peer.cut();
    Peer again = server.nextGreeted();
    assertThat(again.stand("a", 6)).isEqualTo("k-6");
    assertThat(again.stand("b", 7)).isEqualTo("k-7");
    again.say(Peer.message("a", 7), Peer.message("b", 8));
    diary.awaitHeard("a k-7 \"m7\"");
    other.awaitHeard("b k-8 \"m8\"");
    assertThat(diary.heard).hasSize(3);
  }

  @Test
  void aLossIsToldBeforeTheNextMessageAndIsResumedFrom() throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    connection.subscribe("a", diary);
    peer.stand("a", 3);
    peer.say("{\"gap\":{\"channel\":\"a\",\"missed\":null,\"position\":\"q-9\"}}");
    diary.awaitHeard("gap null q-9");
    peer.cut();
    assertThat(server.nextGreeted().stand("a", 9)).isEqualTo("q-9");
  }

  @Test
  void whatWasNotAnsweredIsSentAgainInOrderWithTheSameKeys() throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    var first = connection.publish(Publication.text("a", "one"));
    var second = connection.publish(Publication.text("a", "two"));
    JsonNode one = peer.command();
    JsonNode two = peer.command();
    peer.cut();
    Peer again = server.nextGreeted();
    JsonNode oneAgain = again.command();
    JsonNode twoAgain = again.command();
    assertThat(oneAgain.get("publish")).isEqualTo(one.get("publish"));
    assertThat(twoAgain.get("publish")).isEqualTo(two.get("publish"));
    assertThat(one.get("publish").get("key").asString()).isNotEmpty();
    assertThat(one.get("publish").get("key")).isNotEqualTo(two.get("publish").get("key"));
    again.ok(oneAgain, Peer.published("a", 1));
    again.ok(twoAgain, Peer.published("a", 2));
    assertThat(first.get()).isInstanceOf(PublishOutcome.Published.class);
    assertThat(second.get()).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void aPublishForLaterIsSentAgainUnderItsKeyToo() throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    var answer = connection.schedule(Publication.text("a", "tea"), "10m");
    JsonNode asked = peer.command();
    assertThat(asked.get("publish").get("at").asString()).isEqualTo("10m");
    assertThat(asked.get("publish").get("key").asString()).isNotEmpty();
    peer.cut();
    Peer again = server.nextGreeted();
    JsonNode askedAgain = again.command();
    assertThat(askedAgain.get("publish")).isEqualTo(asked.get("publish"));
    again.ok(askedAgain, Peer.scheduled("a", "2026-11-23T10:10:00.123Z"));
    assertThat(answer.get())
        .isEqualTo(
            new ScheduleOutcome.Scheduled(
                new ScheduleReply("i1", "a", Instant.parse("2026-11-23T10:10:00.123Z"), false)));
  }

  @Test
  void waitsGrowToTheirBound() throws Exception {
    server.refuseWith("503 Service Unavailable");
    open(builder().random(LONGEST));
    await().until(() -> diary.states.size() >= 5);
    assertThat(
            diary.states.subList(0, 5).stream().map(state -> ((ListenState.Waiting) state).delay()))
        .extracting(Duration::toMillis)
        .containsExactly(10L, 20L, 40L, 50L, 50L);
  }

  @Test
  void aLeavingServerIsComeBackToWithinWhatItAsks() throws Exception {
    open(builder().random(LONGEST));
    server.nextGreeted().close(4000, "{\"reconnectWithin\":0.3}");
    assertThat(diary.awaitWaiting().delay()).isEqualTo(Duration.ofMillis(300));
    server.nextGreeted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "{\"reconnectWithin\":-1}", "{\"reconnectWithin\":1e99}", "["})
  void aSpreadThatCantBeReadIsTheUsualWait(String reason) throws Exception {
    open(builder().random(LONGEST));
    server.nextGreeted().close(4000, reason);
    assertThat(diary.awaitWaiting().delay()).isEqualTo(Duration.ofMillis(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {1001, 1011, 1013, 4001, 4002, 4003, 4004, 4499})
  void theseCodesAreComeBackFrom(int code) throws Exception {
    open(builder());
    server.nextGreeted().close(code, "why");
    server.nextGreeted();
    assertThat(diary.awaitWaiting().reason()).contains(code + " why");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1002, 1003, 1007, 1009, 4500, 4501, 4502, 4503, 4504, 4999})
  void theseCodesAreFinal(int code) throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    connection.subscribe("a", diary);
    peer.stand("a", 3);
    var lost = connection.publish(Publication.text("a", "x"));
    peer.command();
    peer.close(code, "why");
    Problem problem = diary.awaitRefused();
    assertThat(problem.status()).isEqualTo(code);
    assertThat(problem.temporary()).isFalse();
    diary.awaitHeard("end Refused");
    assertThatThrownBy(lost::get).hasCauseInstanceOf(ConnectionClosedException.class);
    connection.awaitEnd();
    assertThat(server.nobodyWaits()).isTrue();
  }

  @Test
  void anHttpRefusalIsFinalAndABusyServerIsNot() throws Exception {
    server.refuseWith("403 Forbidden");
    open(builder());
    assertThat(diary.awaitRefused().status()).isEqualTo(403);
    Diary busy = new Diary();
    server.refuseWith("503 Service Unavailable");
    open(BelfryConnection.to(server.address()).timings(QUICK).onState(busy::state));
    busy.awaitWaiting();
    server.refuseWith("");
    server.nextGreeted();
  }

  @Test
  void aServerThatSpeaksSomethingElseIsRefused() throws Exception {
    server.speak("");
    open(builder());
    assertThat(diary.awaitRefused().detail()).contains("belfry.v1.json");
  }

  @Test
  void aRefusedConnectIsJudgedByItsCloseCode() throws Exception {
    open(builder());
    Peer expired = server.next();
    expired.error(expired.command(), "unauthorized", false);
    expired.close(4002, "");
    Peer bad = server.next();
    bad.error(bad.command(), "unauthorized", false);
    bad.close(4500, "");
    assertThat(diary.awaitRefused()).isEqualTo(new Problem(401, "unauthorized", "m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{",
        "[]",
        "{\"id\":99,\"ok\":{}}",
        "{\"message\":{\"channel\":\"a\",\"position\":\"17\",\"id\":\"x\",\"data\":1}}",
        "{\"gap\":{\"channel\":\"a\"}}"
      })
  void aLineThatCantBeReadEndsTheLinkAndNothingIsLost(String line) throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    connection.subscribe("a", diary);
    peer.stand("a", 3);
    peer.say(Peer.message("a", 4), line, Peer.message("a", 6));
    Peer again = server.nextGreeted();
    assertThat(again.stand("a", 4)).isEqualTo("k-4");
    assertThat(diary.heard).doesNotContain("a k-6 \"m6\"");
  }

  @Test
  void binaryAndBrokenFramesEndTheLink() throws Exception {
    open(builder());
    server.nextGreeted().sayBinary((byte) 1);
    server.nextGreeted().sayBadUtf8();
    server.nextGreeted().sayReservedBit();
    Peer huge = server.nextGreeted();
    Thread.ofVirtual()
        .start(() -> {
          try {
            huge.sayInParts(" ".repeat(17 * 1024 * 1024), 1 << 20);
          } catch (IOException cut) {
            diary.heard.add("cut");
          }
        });
    server.nextGreeted();
    assertThat(diary.awaitWaiting().reason()).contains("binary");
  }

  @Test
  void aLinkOnWhichNothingComesIsReplaced() throws Exception {
    open(builder().timings(timings(Duration.ofSeconds(5), Duration.ofMillis(200))));
    server.nextGreeted();
    server.nextGreeted();
    assertThat(diary.awaitWaiting().reason()).contains("nothing heard");
  }

  @Test
  void aCommandWithoutAnAnswerEndsTheLink() throws Exception {
    BelfryConnection connection =
        open(builder().timings(timings(Duration.ofMillis(300), Duration.ofSeconds(30))));
    Peer deaf = server.nextGreeted();
    var answer = connection.publish(Publication.text("a", "x"));
    JsonNode first = deaf.command();
    Peer peer = server.nextGreeted();
    JsonNode again = peer.command();
    assertThat(again.get("publish")).isEqualTo(first.get("publish"));
    peer.ok(again, Peer.published("a", 1));
    assertThat(answer.get()).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void aTokenIsFetchedForEachConnectionAndAFailureIsRetried() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    open(
        builder()
            .tokens(() -> {
              if (asked.incrementAndGet() == 1) {
                throw new IOException("no backend");
              }
              return "t" + asked.get();
            }));
    Peer peer = server.next();
    assertThat(peer.welcome("\"ping\":25").get("token").asString()).isEqualTo("t2");
    peer.close(4002, "");
    assertThat(server.next().welcome("\"ping\":25").get("token").asString()).isEqualTo("t3");
    assertThat(diary.awaitWaiting().reason()).isEqualTo("no token: no backend");
  }

  @Test
  void aTokenIsRefreshedBeforeItExpires() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    open(
        builder()
            .clock(() -> Instant.ofEpochSecond(1_000))
            .tokens(() -> "t" + asked.incrementAndGet()));
    Peer peer = server.next();
    peer.welcome("\"ping\":25,\"expires\":1001");
    JsonNode refresh = peer.command();
    assertThat(refresh.get("refresh").get("token").asString()).isEqualTo("t2");
    peer.ok(refresh, "\"expires\":1001");
    assertThat(peer.command().get("refresh").get("token").asString()).isEqualTo("t3");
  }

  @Test
  void closingEndsTheWaitForAServerToo() throws Exception {
    server.refuseWith("503 Service Unavailable");
    BelfryConnection connection = open(builder());
    Subscription subscription = connection.subscribe("a", diary);
    var lost = connection.publish(Publication.text("a", "x"));
    diary.awaitWaiting();
    connection.close();
    assertThat(diary.states.getLast()).isEqualTo(new ListenState.Closed());
    diary.awaitHeard("end Closed");
    assertThat(subscription.position()).isEmpty();
    assertThatThrownBy(lost::get).hasCauseInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void aSubscriptionThatNeverStoodAsksAsItFirstDid() throws Exception {
    BelfryConnection connection = open(builder());
    Peer peer = server.nextGreeted();
    Subscription subscription = connection.subscribe("a", SubscribeOptions.since("10m"), diary);
    peer.command();
    peer.cut();
    assertThat(server.nextGreeted().stand("a", 5)).isEqualTo("10m");
    await().until(() -> subscription.position().equals(Optional.of(new Position("k", 5))));
  }
}
