package dev.belfry.server.auth.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belfry.server.auth.FakeServer;
import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Questions to an application on loopback that answers well, badly, late or not at all.
@Timeout(30)
final class AppCallbackTest {
  private static final String SECRET = "a secret of more than 32 bytes, shared";
  private static final String ANN =
      "{\"user\":\"42\",\"info\":{\"name\":\"Ann\"},\"subscribe\":[\"orders:42\"],\"ttl\":60}";
  private static final Question QUESTION = question("sid=ann");

  private final ManualClock clock = new ManualClock();
  private final NotBefore notBefore = new NotBefore(new byte[] {3});
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<CallbackAnswer> answers = new CopyOnWriteArrayList<>();
  private final App app;
  private AppCallback callback;

  AppCallbackTest() throws IOException {
    app = new App();
    callback = callback(Map.of());
  }

  @BeforeEach
  void begin() {
    app.answer(200, ANN);
  }

  @AfterEach
  void end() {
    callback.close();
    app.close();
    threads.shutdownNow();
  }

  private AppCallback callback(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("auth.callback.url", app.url().toString());
    all.put("auth.callback.secret", SECRET);
    all.putAll(settings);
    return new AppCallback(ServerConfig.of(all).auth().callback(), notBefore, clock, threads);
  }

  private void askAlsoWith(Map<String, String> settings) {
    callback.close();
    callback = callback(settings);
  }

  private static Question question(String cookie) {
    return new Question(
        List.of(ChannelName.parse("orders:42").orElseThrow()),
        Optional.of("https://app.example"),
        "192.0.2.7",
        "websocket",
        Map.of("Cookie", cookie, "Authorization", "Basic YTpi"));
  }

  private CallbackAnswer ask(Question question) {
    int before = answers.size();
    callback.ask(question, answers::add);
    await().until(() -> answers.size() > before);
    return answers.getLast();
  }

  private Principal.User admitted(Question question) {
    CallbackAnswer answer = ask(question);
    assertThat(answer).isInstanceOf(CallbackAnswer.Admitted.class);
    return ((CallbackAnswer.Admitted) answer).user();
  }

  private void unavailable() {
    assertThat(ask(QUESTION)).isInstanceOf(CallbackAnswer.Unavailable.class);
  }

  @Test
  void theApplicationIsAskedWithWhatTheClientBrought() throws Exception {
    Principal.User user = admitted(QUESTION);
    assertThat(user.id().text()).isEqualTo("42");
    assertThat(user.info().orElseThrow().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(user.fromCookie()).isTrue();
    assertThat(user.grants().subscribe().contains(QUESTION.channels().getFirst())).isTrue();
    assertThat(user.admission().endsAtMillis()).isEqualTo(ManualClock.START_MILLIS + 60_000);
    App.Request request = app.requests().getFirst();
    assertThat(request.headers()).containsEntry("Cookie", "sid=ann");
    assertThat(request.headers()).containsEntry("Authorization", "Basic YTpi");
    JsonNode body = JsonMapper.shared().readTree(request.body());
    assertThat(body.get("channels").get(0).stringValue()).isEqualTo("orders:42");
    assertThat(body.get("origin").stringValue()).isEqualTo("https://app.example");
    assertThat(body.get("address").stringValue()).isEqualTo("192.0.2.7");
    assertThat(body.get("transport").stringValue()).isEqualTo("websocket");
    assertThat(request.headers().get("Belfry-signature")).isEqualTo(signature(request.body()));
  }

  private static String signature(String body) throws Exception {
    long seconds = ManualClock.START_MILLIS / 1_000;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] sum = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(sum);
  }

  @Test
  void anAnswerHoldsForItsTime() {
    admitted(QUESTION);
    clock.advance(Duration.ofSeconds(56));
    admitted(QUESTION);
    assertThat(app.requests()).hasSize(1);
  }

  @Test
  void shortlyBeforeItsEndTheApplicationIsAskedAgainSoThatASessionCanGoOn() {
    admitted(QUESTION);
    clock.advance(Duration.ofSeconds(57));
    Principal.User renewed = admitted(QUESTION);
    assertThat(app.requests()).hasSize(2);
    assertThat(renewed.admission().endsAtMillis())
        .isEqualTo(clock.wallMillis() + Duration.ofSeconds(60).toMillis());
  }

  @Test
  void whatDiffersInAnythingIsAskedAnew() {
    admitted(QUESTION);
    app.answer(401, "");
    ask(question("sid=bob"));
    assertThat(answers.getLast()).isEqualTo(new CallbackAnswer.Denied(false));
    Question q = QUESTION;
    for (Question other :
        List.of(
            new Question(List.of(), q.origin(), q.address(), q.transport(), q.headers()),
            new Question(q.channels(), Optional.empty(), q.address(), q.transport(), q.headers()),
            new Question(q.channels(), q.origin(), "192.0.2.8", q.transport(), q.headers()),
            new Question(q.channels(), q.origin(), q.address(), "events", q.headers()),
            new Question(q.channels(), q.origin(), q.address(), q.transport(), Map.of()))) {
      assertThat(ask(other)).isInstanceOf(CallbackAnswer.Denied.class);
    }
    assertThat(app.requests()).hasSize(7);
    admitted(QUESTION);
  }

  @Test
  void aNoIsHardlyRemembered() {
    app.answer(403, "");
    assertThat(ask(QUESTION)).isEqualTo(new CallbackAnswer.Denied(true));
    assertThat(ask(QUESTION)).isEqualTo(new CallbackAnswer.Denied(true));
    assertThat(app.requests()).hasSize(1);
    app.answer(200, ANN);
    clock.advance(AppCallback.DENIED);
    admitted(QUESTION);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 302, 307, 400, 404, 418, 500, 502, 503})
  void anyOtherStatusAdmitsNobody(int status) {
    app.answer(status, ANN);
    unavailable();
    app.answer(200, ANN);
    admitted(QUESTION);
    assertThat(app.requests()).hasSize(2).allMatch(request -> request.path().equals("/auth"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"user\":42}",
        "{\"user\":\"\"}",
        "{\"user\":\"42\",\"user\":\"43\"}",
        "{\"user\":\"42\",\"ttl\":0}",
        "{\"user\":\"42\",\"ttl\":-5}",
        "{\"user\":\"42\",\"ttl\":\"60\"}",
        "{\"user\":\"42\",\"ttl\":1.5}",
        "{\"user\":\"42\",\"ttl\":99999999999999999999}",
        "{\"user\":\"42\",\"info\":\"Ann\"}",
        "{\"user\":\"42\",\"subscribe\":[\"news:*\"]}",
        "{\"user\":\"42\",\"publish\":{}}",
        "<html>login</html>"
      })
  void anAnswerThatIsNotAsItShouldBeAdmitsNobody(String body) {
    app.answer(200, body);
    unavailable();
  }

  @Test
  void aLateAnswerAdmitsNobody() throws Exception {
    askAlsoWith(Map.of("auth.callback.timeout", "200ms"));
    CountDownLatch release = new CountDownLatch(1);
    app.hold(release);
    unavailable();
    release.countDown();
    app.hold(new CountDownLatch(0));
    admitted(QUESTION);
  }

  @Test
  void anAnswerThatTricklesOrNeverEndsAdmitsNobody() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (FakeServer.Manner manner :
        List.<FakeServer.Manner>of(
            out -> never.await(),
            out -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
              never.await();
            },
            out -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                FakeServer.write(out, " ".repeat(10_000));
              }
            },
            out -> FakeServer.write(out, "SSH-2.0-server\r\n"),
            out -> {})) {
      try (FakeServer server = new FakeServer(manner)) {
        askAlsoWith(
            Map.of(
                "auth.callback.timeout",
                "300ms",
                "auth.callback.url",
                server.url("127.0.0.1").toString()));
        unavailable();
      }
    }
  }

  @Test
  void anApplicationThatClosesAConnectionBeforeItAnswersIsAskedAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    FakeServer.Manner manner =
        out -> {
          if (connections.incrementAndGet() > 2) {
            FakeServer.answering("200 OK", ANN).answer(out);
          }
        };
    try (FakeServer server = new FakeServer(manner)) {
      askAlsoWith(Map.of("auth.callback.url", server.url("127.0.0.1").toString()));
      assertThat(admitted(QUESTION).id().text()).isEqualTo("42");
      assertThat(connections).hasValue(3);
      server.become(out -> FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"));
      assertThat(ask(question("sid=other"))).isInstanceOf(CallbackAnswer.Unavailable.class);
      assertThat(server.requests()).as("one that has begun is not repeated").hasSize(4);
    }
  }

  @Test
  void anApplicationThatIsNotThereAdmitsNobody() {
    app.close();
    unavailable();
  }

  @Test
  void equalQuestionsAreAskedOnceAtATime() {
    CountDownLatch release = new CountDownLatch(1);
    app.hold(release);
    for (int i = 0; i < 100; i++) {
      callback.ask(QUESTION, answers::add);
    }
    await().until(() -> app.requests().size() == 1);
    assertThat(answers).isEmpty();
    release.countDown();
    await().until(() -> answers.size() == 100);
    assertThat(answers).allMatch(CallbackAnswer.Admitted.class::isInstance);
    assertThat(app.requests()).hasSize(1);
  }

  @Test
  void questionsAtOnceAreBounded() {
    askAlsoWith(Map.of("auth.callback.concurrent", "2"));
    CountDownLatch release = new CountDownLatch(1);
    app.hold(release);
    for (int i = 0; i < 5; i++) {
      callback.ask(question("sid=" + i), answers::add);
    }
    assertThat(answers).hasSize(3).allMatch(CallbackAnswer.Unavailable.class::isInstance);
    release.countDown();
    await().until(() -> answers.size() == 5);
    assertThat(app.requests()).hasSize(2);
  }

  @Test
  void thoseWhoWaitForOneAnswerAreBounded() {
    CountDownLatch release = new CountDownLatch(1);
    app.hold(release);
    for (int i = 0; i < AppCallback.WAITING_MAX + 1; i++) {
      callback.ask(QUESTION, answers::add);
    }
    assertThat(answers).singleElement().isInstanceOf(CallbackAnswer.Unavailable.class);
    release.countDown();
    await().until(() -> answers.size() == AppCallback.WAITING_MAX + 1);
  }

  @Test
  void whatIsRememberedIsBounded() {
    askAlsoWith(Map.of("auth.callback.remembered", "3"));
    for (int i = 0; i < 10; i++) {
      admitted(question("sid=" + i));
    }
    assertThat(callback.remembered()).isEqualTo(3);
    admitted(question("sid=9"));
    assertThat(app.requests()).hasSize(10);
  }

  @Test
  void aUserWhoWasToldToGoIsAskedForAgain() {
    Principal.User user = admitted(QUESTION);
    clock.advance(Duration.ofSeconds(1));
    notBefore.set(user.id(), clock.wallMillis());
    app.answer(401, "");
    assertThat(ask(QUESTION)).isEqualTo(new CallbackAnswer.Denied(false));
  }

  @Test
  void anAnswerThatIsUnderWayWhenItsUserIsToldToGoAdmitsNobody() {
    CountDownLatch release = new CountDownLatch(1);
    app.hold(release);
    callback.ask(QUESTION, answers::add);
    await().until(() -> app.requests().size() == 1);
    clock.advance(Duration.ofSeconds(1));
    notBefore.set(UserId.parse("42").orElseThrow(), clock.wallMillis());
    release.countDown();
    await().until(() -> !answers.isEmpty());
    assertThat(answers).singleElement().isInstanceOf(CallbackAnswer.Unavailable.class);
  }

  @Test
  void aHeaderThatCannotBeSentAdmitsNobody() {
    Question q = QUESTION;
    Map<String, String> broken = Map.of("Cookie", "a\r\nX-Admin: 1");
    ask(new Question(q.channels(), q.origin(), q.address(), q.transport(), broken));
    assertThat(answers.getLast()).isInstanceOf(CallbackAnswer.Unavailable.class);
    assertThat(app.requests()).isEmpty();
  }

  @Test
  void whatTheClientBroughtIsNeverLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.belfry.server.auth");
    ListAppender<ILoggingEvent> events = new ListAppender<>();
    events.start();
    logger.addAppender(events);
    Question broken =
        new Question(
            QUESTION.channels(),
            Optional.empty(),
            "192.0.2.7",
            "http",
            Map.of("Cookie", "sid=\u0001"));
    ask(broken);
    app.answer(500, "");
    ask(question("sid=very-secret"));
    logger.detachAppender(events);
    assertThat(events.list).hasSize(1);
    String all = events.list + " " + QUESTION + " " + answers;
    assertThat(all).doesNotContain("sid=", "YTpi");
  }
}
