package dev.belfry.server.store.shared;

import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.store.shared.ControlState.Disconnections;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What nodes know together beside messages, as one of them has it: read again every two seconds,
/// and sooner where another node hints that there is something new. Where the hint is lost, the
/// next read comes all the same. Owned by the loop of the shared logs; any thread may ask.
public final class SharedControl {
  private static final String KEY = "tickets";
  private static final int KEY_BYTES = 32;

  /// A token that was issued before its user was told to go, and lives longer than this, is taken
  /// again then.
  private static final Duration KEPT = Duration.ofDays(90);

  private static final int TICKS_PER_READ = 2;

  /// Users that this node writes again where the engine has lost what it had.
  private static final int RECENT_MAX = 10_000;

  private static final int WRITTEN_TOGETHER = 500;
  private static final String SILENT =
      "who was told to go can't be read, and users are not admitted here";

  /// Hears what is read.
  public interface Listener {
    /// A user was told to go. On the owner's loop; also where it was said before.
    ///
    /// @param notBeforeMillis what was issued before that is not good any more
    /// @param first whether it was said before this node had read anything
    void disconnected(String user, long notBeforeMillis, boolean first);

    /// What was written may be lost. On the owner's loop.
    default void lifeChanged() {}
  }

  private final EngineCalls calls;
  private final Listener listener;
  private final EngineSilence silence;
  private final byte[] proposedKey = new byte[KEY_BYTES];
  private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
  private final LinkedHashMap<String, Long> recent = new LinkedHashMap<>();

  /// What the engine may have lost; null where nothing is looked for.
  private @Nullable Map<String, Long> unconfirmed;

  private Disconnections last = Disconnections.NONE;
  private boolean reading;
  private boolean readAgain;
  private int ticks;
  private volatile Runnable hint = () -> {};
  private volatile byte @Nullable [] key;

  SharedControl(EngineCalls calls, Duration cutOff, Listener listener, RandomGenerator random) {
    this.calls = calls;
    this.listener = listener;
    this.silence = new EngineSilence(cutOff, SILENT);
    random.nextBytes(proposedKey);
  }

  /// Begins to read. Done once all there was has been read.
  ///
  /// @param toHint tells the other nodes that something was written. Called on the owner's loop
  public CompletionStage<Boolean> start(Runnable toHint) {
    hint = toHint;
    var _ = Recurring.start("reading control state", loop(), EngineSilence.INTERVAL, this::tick);
    return begun;
  }

  /// Another node hints that something was written, or may have. Any thread.
  public void hinted() {
    loop().execute(this::read);
  }

  private Loop loop() {
    return calls.owner();
  }

  private void tick() {
    silence.intervalPassed();
    if (ticks++ % TICKS_PER_READ == 0) {
      if (key == null) {
        agree();
      }
      read();
    }
  }

  /// Whether it is known here who was told to go. Any thread.
  public boolean current() {
    return begun.isDone() && !silence.cutOff();
  }

  /// What tickets are sealed with on all nodes; empty until they have agreed. Any thread.
  public Optional<byte[]> key() {
    return Optional.ofNullable(key);
  }

  private void agree() {
    byte[] mine = key;
    calls.ask(
        () -> calls.engine().control().agree(KEY, mine == null ? proposedKey : mine),
        agreed -> key = agreed,
        _ -> {});
  }

  // ---- reading

  private void read() {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    readAgain = false;
    Disconnections before = last;
    calls.ask(
        () -> calls.engine().control().disconnections(before),
        page -> {
          reading = false;
          take(before, page);
        },
        _ -> reading = false);
  }

  private void take(Disconnections before, Disconnections page) {
    boolean first = !begun.isDone();
    if (!first && !page.life().equals(before.life())) {
      unconfirmed = new HashMap<>(recent);
      agree();
      listener.lifeChanged();
    }
    page.notBefore()
        .forEach((user, millis) -> {
          remember(user, millis);
          confirm(user, millis);
          listener.disconnected(user, millis, first);
        });
    last = page;
    if (page.more()) {
      read();
      return;
    }
    writeUnconfirmed();
    silence.broken();
    begun.complete(true);
    if (readAgain) {
      read();
    }
  }

  private void remember(String user, long millis) {
    Long known = recent.remove(user);
    recent.put(user, known == null ? millis : Math.max(known, millis));
    if (recent.size() > RECENT_MAX) {
      recent.remove(recent.keySet().iterator().next());
    }
  }

  private void confirm(String user, long millis) {
    if (unconfirmed != null && millis >= unconfirmed.getOrDefault(user, 0L)) {
      unconfirmed.remove(user);
    }
  }

  /// Another life of the engine lacks what this node knows.
  private void writeUnconfirmed() {
    Map<String, Long> lost = unconfirmed;
    unconfirmed = null;
    if (lost == null || lost.isEmpty()) {
      return;
    }
    Map<String, Long> some = new HashMap<>();
    for (Map.Entry<String, Long> one : lost.entrySet()) {
      some.put(one.getKey(), one.getValue());
      if (some.size() == WRITTEN_TOGETHER) {
        write(some, _ -> {});
        some = new HashMap<>();
      }
    }
    if (!some.isEmpty()) {
      write(some, _ -> {});
    }
  }

  // ---- writing

  /// A user was told to go at this node. `then` is called once, on the owner's loop.
  ///
  /// @param then hears whether all nodes will know; where not, some may all the same
  public void disconnect(String user, long notBeforeMillis, Consumer<Boolean> then) {
    loop()
        .execute(() -> {
          remember(user, notBeforeMillis);
          write(Map.of(user, notBeforeMillis), then);
        });
  }

  private void write(Map<String, Long> notBefore, Consumer<Boolean> then) {
    Map<String, Long> written = Map.copyOf(notBefore);
    calls.ask(
        () -> calls.engine().control().disconnect(written, KEPT),
        _ -> {
          hint.run();
          then.accept(true);
        },
        _ -> then.accept(false));
  }

  /// Says how many connections users have here, and hears how many they have elsewhere. One of the
  /// two is called once, on the owner's loop.
  public void connections(
      String node,
      Map<String, Integer> counts,
      Set<String> asked,
      Consumer<Map<String, ControlState.Elsewhere>> then,
      Runnable otherwise) {
    calls.ask(
        () -> calls.engine().control().connections(node, counts, asked),
        then,
        _ -> otherwise.run());
  }

  /// Uses what may be used once. `then` is called once, on the owner's loop, with whether this was
  /// the first time; empty where nobody can tell.
  public void claim(String id, Duration lasts, Consumer<Optional<Boolean>> then) {
    calls.ask(
        () -> calls.engine().control().claim(id, lasts),
        first -> then.accept(Optional.of(first)),
        _ -> then.accept(Optional.empty()));
  }
}
