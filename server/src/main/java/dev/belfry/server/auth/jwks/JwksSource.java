package dev.belfry.server.auth.jwks;

import dev.belfry.server.auth.token.JwkSet;
import dev.belfry.server.auth.token.KeySource;
import dev.belfry.server.auth.token.TokenKey;
import dev.belfry.server.config.Auth.TokenRule;
import dev.belfry.server.config.TokenAlgorithm;
import dev.belfry.server.runtime.Clock;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of one issuer. Used by every thread; fetches on threads that may wait, one at a time.
///
/// Keys are fetched anew every ten minutes, so that one that is withdrawn is not believed for
/// longer, and when a token names one that is not known, but not more often than every ten seconds,
/// whatever tokens come. While the issuer does not answer, the keys that are known hold for a day.
public final class JwksSource implements KeySource {
  static final Duration REFRESH = Duration.ofMinutes(10);
  static final Duration PAUSE = Duration.ofSeconds(10);
  static final Duration STALE = Duration.ofDays(1);

  /// How long a key that was asked for and not found is not asked for again.
  static final Duration UNKNOWN = Duration.ofMinutes(1);

  static final int UNKNOWN_MAX = 1_000;
  static final int WAITING_MAX = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(JwksSource.class);

  private final String name;
  private final KeyFetch fetch;
  private final Set<TokenAlgorithm> algorithms;
  private final Clock clock;
  private final Executor threads;
  private volatile List<TokenKey> keys = List.of();

  // Guarded by this object's monitor, which nobody holds while they wait.
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Long> unknownUntilNanos = new LinkedHashMap<>();
  private boolean fetching;
  private boolean loaded;
  private boolean failing;
  private long triedNanos;
  private long loadedNanos;

  private record Waiting(String kid, Runnable then) {}

  /// The keys at the URL of a rule.
  ///
  /// @param threads that may wait
  public static JwksSource of(TokenRule rule, Clock clock, Executor threads) {
    URI url = rule.jwks().orElseThrow();
    KeyFetch fetch =
        new HttpsFetch(
            url,
            rule.privateAddresses(),
            InetAddress::getAllByName,
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            TIMEOUT,
            threads);
    Set<TokenAlgorithm> algorithms = EnumSet.copyOf(rule.algorithms());
    return new JwksSource(url.getHost(), fetch, algorithms, clock, threads);
  }

  /// @param name of the issuer, for the log
  JwksSource(
      String name, KeyFetch fetch, Set<TokenAlgorithm> algorithms, Clock clock, Executor threads) {
    this.name = name;
    this.fetch = fetch;
    this.algorithms = Set.copyOf(algorithms);
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public List<TokenKey> keys() {
    return keys;
  }

  /// Fetches the keys where that is due. To be called every second, and once at the start.
  public void tick() {
    synchronized (this) {
      long now = clock.nanos();
      if (loaded && now - loadedNanos >= STALE.toNanos()) {
        keys = List.of();
        loaded = false;
      }
      boolean due = !loaded || now - loadedNanos >= REFRESH.toNanos();
      if (!due || fetching || isPausing(now)) {
        return;
      }
      fetching = true;
    }
    threads.execute(this::fetchOnce);
  }

  private boolean isPausing(long now) {
    return (loaded || failing) && now - triedNanos < PAUSE.toNanos();
  }

  @Override
  public Renewal renew(String kid, Runnable then) {
    synchronized (this) {
      long now = clock.nanos();
      Long unknownUntil = unknownUntilNanos.get(kid);
      if (loaded && unknownUntil != null && now - unknownUntil < 0) {
        return Renewal.NONE;
      }
      if (!fetching && isPausing(now)) {
        return failing ? Renewal.FAILING : Renewal.NONE;
      }
      if (waiting.size() >= WAITING_MAX) {
        return Renewal.FAILING;
      }
      waiting.add(new Waiting(kid, then));
      if (fetching) {
        return Renewal.UNDER_WAY;
      }
      fetching = true;
    }
    threads.execute(this::fetchOnce);
    return Renewal.UNDER_WAY;
  }

  private void fetchOnce() {
    Optional<JwkSet> set = Optional.empty();
    try {
      set = read(fetch.fetch());
    } finally {
      answer(done(set));
    }
  }

  private Optional<JwkSet> read(Fetched fetched) {
    return switch (fetched) {
      case Fetched.Body(byte[] json) -> {
        Optional<JwkSet> set = JwkSet.parse(json, algorithms);
        if (set.isEmpty()) {
          complain("holds no set of keys");
        }
        yield set;
      }
      case Fetched.Failed(String why) -> {
        complain(why);
        yield Optional.empty();
      }
    };
  }

  private synchronized void complain(String why) {
    if (!failing) {
      LOG.warn("The keys for tokens at {} can't be had: it {}", name, why);
    }
  }

  private synchronized List<Waiting> done(Optional<JwkSet> set) {
    long now = clock.nanos();
    fetching = false;
    triedNanos = now;
    if (set.isPresent() && failing) {
      LOG.info("The keys for tokens at {} are there again", name);
    }
    failing = set.isEmpty();
    if (set.isPresent()) {
      keys = set.get().keys();
      loaded = true;
      loadedNanos = now;
      waiting.forEach(one -> rememberIfUnknown(one.kid(), now));
    }
    List<Waiting> answered = List.copyOf(waiting);
    waiting.clear();
    return answered;
  }

  private void rememberIfUnknown(String kid, long now) {
    if (keys.stream().noneMatch(key -> key.kid().equals(Optional.of(kid)))) {
      if (unknownUntilNanos.size() >= UNKNOWN_MAX) {
        unknownUntilNanos.remove(unknownUntilNanos.keySet().iterator().next());
      }
      unknownUntilNanos.put(kid, now + UNKNOWN.toNanos());
    }
  }

  private static void answer(List<Waiting> answered) {
    answered.forEach(one -> one.then().run());
  }
}
