package dev.belfry.server.cluster;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Nodes that share an engine. Each writes its row there every few seconds, for a lease, and reads
/// those of all. A node that dies is there until its lease ends; one that leaves says so. A loop of
/// its own owns it.
public final class SharedCluster implements Cluster, HintListener {
  private static final Logger LOG = LoggerFactory.getLogger(SharedCluster.class);

  /// How long a node counts as there after it last said so.
  static final Duration LEASE = Duration.ofSeconds(10);

  static final Duration BEAT = Duration.ofMillis(2_500);

  /// After an answer that did not come.
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// What a node asks for that has not been answered for long: it can't tell what becomes of what
  /// it writes, so the others should not count on it. Once it is answered it asks anew.
  private static final Duration NO_LEASE = Duration.ofMillis(1);

  /// How long the others count as there while the engine does not answer.
  static final Duration KEPT = Duration.ofSeconds(15);

  /// How long a node that the engine does not name counts as there after an outage. Nobody is taken
  /// to be there 30 s after the last sign of life: the lease, this, and a beat.
  private static final Duration UNNAMED = Duration.ofSeconds(17);

  private static final String LEAVES = "leaves";

  private final String id;
  private final NodeTable table;
  private final Loop loop;
  private final Supplier<NodeState> own;
  private final Clock clock;
  private final FaultGuard faults;
  private final LogInterval troubleLog;
  private final Peers peers;
  private final Map<String, List<HintListener>> hearers = new HashMap<>();
  private final List<Runnable> leaseListeners = new ArrayList<>();
  private final List<Consumer<ClusterView>> rollListeners = new ArrayList<>();
  private volatile ClusterView view;
  private volatile boolean closed;

  /// During which the node's row was written last; null where it has to begin a new lease.
  private @Nullable String life;

  /// Whether those who keep something for the lease know that a new one begins.
  private boolean leaseTold;

  /// Whether anything was said yet of who is there.
  private boolean published;

  private long answeredNanos;
  private boolean asking;

  /// Whether the row has to be written again at once, when the answer is there.
  private boolean again;

  /// Counts up with each time that is set: those set before are over.
  private long turn;

  /// @param id of this node, in letters and digits
  /// @param own what the node says of itself now. Called by any thread
  public SharedCluster(
      String id, NodeTable table, Loop loop, Supplier<NodeState> own, Clock clock) {
    this.id = id;
    this.table = table;
    this.loop = loop;
    this.own = own;
    this.clock = clock;
    this.faults = new FaultGuard("hearing of other nodes", clock);
    this.troubleLog = new LogInterval(clock);
    this.peers = new Peers(LEASE, KEPT, UNNAMED, clock.nanos());
    this.answeredNanos = clock.nanos();
    this.view = new ClusterView(id, Map.of(), Set.of(), "", false, clock.wallMillis());
    table.hear(this);
  }

  /// Begins to say that this node is there. The engine has been started.
  public void start() {
    loop.execute(this::beat);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public ClusterView view() {
    ClusterView known = view;
    NavigableMap<String, NodeState> nodes = new TreeMap<>(known.nodes());
    nodes.put(id, own.get());
    return new ClusterView(
        id,
        Collections.unmodifiableMap(nodes),
        known.named(),
        known.life(),
        known.current(),
        known.knownMillis());
  }

  // ---- being there: the loop

  /// Writes the row, with what the node says of itself now, as soon as that may be. Any thread.
  public void renew() {
    loop.execute(this::beat);
  }

  private void beat() {
    if (closed) {
      return;
    }
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    turn++;
    if (life == null && !leaseTold) {
      leaseTold = true;
      leaseListeners.forEach(listener -> faults.run(listener));
    }
    String during = life;
    long askedNanos = clock.nanos();
    boolean heard = askedNanos - answeredNanos < LEASE.toNanos();
    again = !heard;
    ask(
        () -> table.write(id, own.get().write(), heard ? LEASE : NO_LEASE, during),
        (roll, failure) -> {
          asking = false;
          if (roll == null) {
            unanswered(failure);
          } else if (roll.written()) {
            answered(roll, askedNanos);
          } else { // a new lease begins, and those who keep something for it hear so first
            life = null;
            answeredNanos = clock.nanos();
            beat();
          }
        });
  }

  private <T> void ask(
      Supplier<CompletionStage<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    CompletionStage<T> stage;
    try {
      stage = question.get();
    } catch (RuntimeException fault) {
      loop.execute(() -> faults.run(() -> then.accept(null, fault)));
      return;
    }
    var _ =
        stage.whenComplete(
            (value, failure) -> loop.execute(() -> faults.run(() -> then.accept(value, failure))));
  }

  private void answered(RollCall roll, long askedNanos) {
    if (closed) {
      return;
    }
    answeredNanos = clock.nanos();
    life = roll.life();
    leaseTold = false;
    peers.named(roll, askedNanos, clock.nanos());
    publish(true);
    next(again ? Duration.ZERO : BEAT);
  }

  private void unanswered(@Nullable Throwable failure) {
    if (troubleLog.isDue()) {
      LOG.warn("the engine does not say which nodes are there: {}", String.valueOf(failure));
    }
    boolean changed = peers.unanswered(id, clock.nanos());
    if (changed || view.current() || !published) {
      publish(false);
    }
    next(RETRY);
  }

  private void publish(boolean current) {
    long knownMillis = current ? clock.wallMillis() : view.knownMillis();
    ClusterView now =
        new ClusterView(
            id,
            Collections.unmodifiableMap(peers.all()),
            peers.named(),
            peers.life(),
            current,
            knownMillis);
    view = now;
    published = true;
    rollListeners.forEach(listener -> faults.run(() -> listener.accept(now)));
  }

  private void next(Duration delay) {
    again = false;
    long set = ++turn;
    loop.schedule(
        delay,
        () -> {
          if (turn == set) {
            beat();
          }
        });
  }

  // ---- hints

  @Override
  public void tell(String subject, String text) {
    Hint hint = new Hint(subject, id, text);
    ask(() -> table.tell(hint), (_, _) -> {});
  }

  @Override
  public void hear(String subject, HintListener listener) {
    hearers.computeIfAbsent(subject, _ -> new ArrayList<>()).add(listener);
  }

  @Override
  public void atNewLease(Runnable listener) {
    leaseListeners.add(listener);
  }

  @Override
  public void atRollCall(Consumer<ClusterView> listener) {
    rollListeners.add(listener);
  }

  @Override
  public void told(Hint hint) {
    if (!hint.node().equals(id)) {
      loop.execute(() -> toldHere(hint));
    }
  }

  private void toldHere(Hint hint) {
    if (hint.subject().equals(LEAVES)) {
      peers.left(hint.node());
      publish(view.current());
    }
    hearers
        .getOrDefault(hint.subject(), List.of())
        .forEach(listener -> faults.run(() -> listener.told(hint)));
  }

  @Override
  public void doubtful() {
    loop.execute(() ->
        hearers.values().stream()
            .flatMap(List::stream)
            .forEach(listener -> faults.run(listener::doubtful)));
  }

  /// Leaves: this node is no longer there, for itself at once, for the others when they hear so.
  ///
  /// @param then is run on the loop when the engine has answered
  public void close(Runnable then) {
    loop.execute(() -> {
      closed = true;
      ask(
          () -> table.remove(id).thenCompose(_ -> table.tell(new Hint(LEAVES, id, ""))),
          (_, _) -> then.run());
    });
  }
}
