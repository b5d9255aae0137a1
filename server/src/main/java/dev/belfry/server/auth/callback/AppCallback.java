package dev.belfry.server.auth.callback;

import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.HmacSha256;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.callback.AppCall.Result;
import dev.belfry.server.config.Auth;
import dev.belfry.server.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the application who clients are. Used by every thread.
///
/// Equal questions are asked once at a time, and an answer holds for its `ttl`; a no holds for a
/// second. What fails is not remembered, and admits nobody. Questions at once, those who wait for
/// each, and answers that are remembered are bounded.
public final class AppCallback implements AutoCloseable {
  static final Duration DENIED = Duration.ofSeconds(1);
  static final int WAITING_MAX = 1_000;

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final byte[] APPLICATION =
      "belfry application 1:".getBytes(StandardCharsets.US_ASCII);
  private static final Logger LOG = LoggerFactory.getLogger(AppCallback.class);

  private final AppCall call;
  private final String application;
  private final int concurrentMax;
  private final int rememberedMax;
  private final NotBefore notBefore;
  private final Clock clock;

  // Guarded by this object's monitor, which nobody holds while they wait.
  private final Map<String, List<Consumer<CallbackAnswer>>> asking = new HashMap<>();
  private final Map<String, Remembered> remembered = new LinkedHashMap<>();
  private boolean failing;

  private record Remembered(CallbackAnswer answer, long untilMillis) {}

  /// @param settings with a URL and a secret
  /// @param threads that may wait
  public AppCallback(Auth.Callback settings, NotBefore notBefore, Clock clock, Executor threads) {
    this.call = new AppCall(settings, threads);
    this.application = nameOf(settings);
    this.concurrentMax = settings.concurrent();
    this.rememberedMax = settings.remembered();
    this.notBefore = notBefore;
    this.clock = clock;
  }

  /// The same after a restart, and on every node that asks the same application.
  private static String nameOf(Auth.Callback settings) {
    byte[] url = settings.url().orElseThrow().toString().getBytes(StandardCharsets.UTF_8);
    byte[] secret = settings.secret().orElseThrow().bytes();
    return HexFormat.of().formatHex(HmacSha256.of(secret, APPLICATION, url));
  }

  /// Whether it is the application asked here that gave an answer.
  public boolean gave(Credential.Callback answer) {
    return answer.application().equals(application);
  }

  /// Asks. `then` is called once: before this returns where the answer is known, else on another
  /// thread.
  public void ask(Question question, Consumer<CallbackAnswer> then) {
    String hash = question.hash();
    Optional<CallbackAnswer> known;
    boolean first = false;
    synchronized (this) {
      known = recall(hash);
      if (known.isEmpty()) {
        List<Consumer<CallbackAnswer>> waiting = asking.get(hash);
        first = waiting == null;
        if (waiting == null && asking.size() < concurrentMax) {
          waiting = new ArrayList<>();
          asking.put(hash, waiting);
        }
        known = join(waiting, then);
      }
    }
    known.ifPresent(then);
    if (first && known.isEmpty()) {
      long now = clock.wallMillis();
      call.post(question, now, result -> answered(question, hash, now, result));
    }
  }

  /// Waits with the others, where there is room.
  private static Optional<CallbackAnswer> join(
      @Nullable List<Consumer<CallbackAnswer>> waiting, Consumer<CallbackAnswer> then) {
    if (waiting == null || waiting.size() >= WAITING_MAX) {
      return Optional.of(new CallbackAnswer.Unavailable());
    }
    waiting.add(then);
    return Optional.empty();
  }

  private Optional<CallbackAnswer> recall(String hash) {
    Remembered known = remembered.get(hash);
    if (known == null) {
      return Optional.empty();
    }
    if (clock.wallMillis() >= known.untilMillis() || isOutdated(known.answer())) {
      remembered.remove(hash);
      return Optional.empty();
    }
    if (clock.wallMillis() >= renewedFromMillis(known.answer())) {
      return Optional.empty(); // a session asks again before its grant ends
    }
    return Optional.of(known.answer());
  }

  private static long renewedFromMillis(CallbackAnswer answer) {
    return answer instanceof CallbackAnswer.Admitted(var user)
        ? user.admission().renewedFromMillis()
        : Long.MAX_VALUE;
  }

  /// Whether its user was told to go since the application was asked.
  private boolean isOutdated(CallbackAnswer answer) {
    return answer instanceof CallbackAnswer.Admitted(var user)
        && user.admission().credential()
            instanceof Credential.Callback(var _, var _, long askedAtMillis)
        && !notBefore.admitsAnswer(user.id(), askedAtMillis);
  }

  private void answered(Question question, String hash, long askedAtMillis, Result result) {
    CallbackAnswer answer = read(question, askedAtMillis, result);
    List<Consumer<CallbackAnswer>> waiting;
    synchronized (this) {
      remember(hash, answer);
      waiting = Optional.ofNullable(asking.remove(hash)).orElse(List.of());
    }
    waiting.forEach(one -> one.accept(answer));
  }

  private CallbackAnswer read(Question question, long askedAtMillis, Result result) {
    String failure = result.failure();
    if (result.status() == OK) {
      Optional<AppReply> reply = AppReply.parse(result.body());
      if (reply.isPresent()) {
        failed(null);
        CallbackAnswer answer =
            new CallbackAnswer.Admitted(
                reply.get().principal(question, application, askedAtMillis));
        return isOutdated(answer) ? new CallbackAnswer.Unavailable() : answer;
      }
      failure = "the answer is not as it should be";
    } else if (result.status() == UNAUTHORIZED || result.status() == FORBIDDEN) {
      failed(null);
      return new CallbackAnswer.Denied(result.status() == FORBIDDEN);
    }
    failed(failure.isEmpty() ? "status " + result.status() : failure);
    return new CallbackAnswer.Unavailable();
  }

  /// Says once that the application fails, and once that it does not any more.
  private synchronized void failed(@Nullable String why) {
    if (why != null && !failing) {
      LOG.warn("The application does not say who clients are: {}", why);
    } else if (why == null && failing) {
      LOG.info("The application says again who clients are");
    }
    failing = why != null;
  }

  private void remember(String hash, CallbackAnswer answer) {
    long until =
        switch (answer) {
          case CallbackAnswer.Admitted(var user) -> user.admission().endsAtMillis();
          case CallbackAnswer.Denied _ -> clock.wallMillis() + DENIED.toMillis();
          case CallbackAnswer.Unavailable() -> 0;
        };
    remembered.remove(hash);
    if (until > 0) {
      remembered.put(hash, new Remembered(answer, until));
      if (remembered.size() > rememberedMax) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
  }

  synchronized int remembered() {
    return remembered.size();
  }

  @Override
  public void close() {
    call.close();
  }
}
