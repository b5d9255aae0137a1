package dev.belfry.server;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy.Store;
import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.AbsentInboxes;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.ThreadLoop;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.DurableLogsProvider;
import dev.belfry.server.store.Epochs;
import dev.belfry.server.store.RoutedLogs;
import dev.belfry.server.store.RoutedSchedule;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineProvider;
import dev.belfry.server.store.shared.EngineRequest;
import dev.belfry.server.store.shared.SharedBounds;
import dev.belfry.server.store.shared.SharedLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the channels of a node are kept, each kind of them in one store: in its own memory and
/// data folder, or in engines that it shares with other nodes.
final class Stores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

  private static final Duration CLOSING = Duration.ofSeconds(10);

  /// What is kept by an engine, and the thread that owns it here.
  private record Shared(String scheme, Engine engine, SharedLogs logs, ThreadLoop owner) {}

  private final ServerConfig config;
  private final HeapPlan heap;
  private final ChannelPolicies policies;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<Store, Shared> shared = new EnumMap<>(Store.class);
  private final @Nullable MemoryLogs memory;
  private final @Nullable DurableLogs durable;
  private String whyNoInboxes = "inboxes need " + DurableLogsProvider.ARTIFACT;
  private final Map<Store, Logs> logs = new EnumMap<>(Store.class);
  private final Map<Store, Schedule> schedules = new EnumMap<>(Store.class);

  /// Opens all stores that the configuration asks for.
  ///
  /// @throws IllegalArgumentException where the artifact of one is not there
  /// @throws IOException where one can't be used
  Stores(
      ServerConfig config,
      HeapPlan heap,
      ChannelPolicies policies,
      List<? extends Loop> loops,
      Clock clock)
      throws IOException {
    this.config = config;
    this.heap = heap;
    this.policies = policies;
    this.clock = clock;
    try {
      share(config.store().url(), Store.DURABLE, heap.tails());
      share(config.redis().url().or(config.store()::url), Store.MEMORY, heap.memoryLogs());
      memory = shared.containsKey(Store.MEMORY) ? null : memoryOf(loops);
      durable = shared.containsKey(Store.DURABLE) ? null : durableOf();
    } catch (IOException | RuntimeException failure) {
      closeShared();
      throw failure;
    }
    if (memory != null) {
      add(Store.MEMORY, memory, memory);
    }
    if (durable != null) {
      add(Store.DURABLE, durable, durable);
    }
    shared.forEach((store, kept) -> add(store, kept.logs(), kept.logs()));
  }

  private void add(Store store, Logs ofStore, Schedule scheduleOfStore) {
    logs.put(store, ofStore);
    schedules.put(store, scheduleOfStore);
  }

  /// Whether channels of a kind are kept, by some store.
  boolean keep(Store kind) {
    return logs.containsKey(kind) && (kind == Store.MEMORY || policies.anyDurable());
  }

  Logs logs() {
    Logs only = logs.size() == 1 ? logs.get(Store.MEMORY) : null;
    return only != null ? only : new RoutedLogs(policies, logs);
  }

  /// The logs whose engine has what nodes know together; empty where this node is alone.
  Optional<SharedLogs> ofControl() {
    return Optional.ofNullable(shared.get(Store.DURABLE))
        .or(() -> Optional.ofNullable(shared.get(Store.MEMORY)))
        .map(Shared::logs);
  }

  /// The folder of this node's own database; empty where it has none.
  Optional<Path> dataFolder() {
    return durable == null ? Optional.empty() : Optional.of(config.data());
  }

  Schedule schedule() {
    return new RoutedSchedule(policies, schedules);
  }

  /// The inboxes; where there is nothing to keep them, whatever is asked is refused.
  Inboxes inboxes() {
    Optional<SharedInboxes> ofAll = sharedInboxes();
    if (ofAll.isPresent()) {
      return ofAll.get();
    }
    return config.redis().url().isEmpty() && durable != null
        ? durable.inboxes()
        : new AbsentInboxes(whyNoInboxes());
  }

  /// The inboxes that other nodes have too; empty where there are none.
  Optional<SharedInboxes> sharedInboxes() {
    return Optional.ofNullable(shared.get(Store.DURABLE)).flatMap(kept -> kept.engine().inboxes());
  }

  /// Why there are no inboxes, in one sentence.
  private String whyNoInboxes() {
    return config.redis().url().isPresent() && config.store().url().isEmpty()
        ? "several nodes need store.url for inboxes, beside redis.url"
        : whyNoInboxes;
  }

  // ---- engines that several nodes share

  private void share(Optional<EngineUrl> url, Store kept, long tailBytesMax) throws IOException {
    if (url.isEmpty()) {
      return;
    }
    EngineProvider provider =
        EngineProvider.find(url.get())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "nothing on the class path can open "
                        + url.get()
                        + "; add "
                        + EngineProvider.ARTIFACTS));
    Engine engine =
        provider.open(new EngineRequest(url.get(), config, policies, kept, clock, random));
    ThreadLoop owner = new ThreadLoop("belfry-shared-" + kept.name().toLowerCase(Locale.ROOT));
    SharedBounds bounds =
        new SharedBounds(tailBytesMax, heap.appendsWaitingBytes(), config.limits().cutOff());
    SharedLogs logs = new SharedLogs(engine, owner, policies, bounds, clock);
    shared.put(kept, new Shared(url.get().scheme(), engine, logs, owner));
  }

  /// What nodes keep of themselves: it lies with the engine of the channels in memory, which every
  /// node of a cluster has, by whatever engines. Empty for a single node.
  Optional<Engine> ofNodes() {
    return Optional.ofNullable(shared.get(Store.MEMORY)).map(Shared::engine);
  }

  /// What was heard from all engines.
  BusFigures figures() {
    return shared.values().stream()
        .map(kept -> kept.logs().figures())
        .reduce(BusFigures.NONE, BusFigures::plus);
  }

  /// How the stores do that are no plain memory.
  List<StoreFigures> storeFigures() {
    List<StoreFigures> all = new ArrayList<>();
    shared.values().forEach(kept -> all.add(kept.logs().figures(kept.scheme())));
    if (durable != null) {
      all.add(durable.figures());
    }
    return all;
  }

  private void closeShared() {
    List<Shared> open = List.copyOf(shared.values());
    shared.clear();
    for (Shared kept : open) {
      CountDownLatch closed = new CountDownLatch(1);
      kept.logs().close(closed::countDown);
      await(closed);
      kept.owner().close(); // gives the answers that are left
    }
  }

  private static void await(CountDownLatch closed) {
    try {
      if (!closed.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a shared store has not closed within {}", CLOSING);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the node's own

  private MemoryLogs memoryOf(List<? extends Loop> loops) {
    MemoryBounds bounds =
        new MemoryBounds(
            heap.memoryLogs(),
            heap.idempotencyKeys(),
            config.limits().idempotencyAge(),
            new ScheduleBounds(config.limits().scheduled(), heap.scheduledBytes()));
    return new MemoryLogs(loops, policies, bounds, Epochs.fresh(random), clock, random);
  }

  /// Opened also where no channel is durable any more: what is scheduled there is still published.
  ///
  /// @return null where nothing is kept on disk
  private @Nullable DurableLogs durableOf() throws IOException {
    Optional<DurableLogsProvider> provider = DurableLogsProvider.find();
    if (provider.isEmpty() && policies.anyDurable()) {
      throw new IllegalArgumentException(
          "a channel has durable: true, which needs a store; add "
              + DurableLogsProvider.ARTIFACT
              + " to the class path");
    }
    if (provider.isEmpty()) {
      return null;
    }
    if (policies.anyDurable()) {
      return provider.get().open(config, policies, clock, random);
    }
    boolean wanted = config.redis().url().isEmpty() || provider.get().existIn(config.data());
    return wanted ? durableForInboxes(provider.get()) : null;
  }

  /// No channel needs the store: where it can't be opened, there are no inboxes.
  private @Nullable DurableLogs durableForInboxes(DurableLogsProvider provider) {
    try {
      return provider.open(config, policies, clock, random);
    } catch (IOException unusable) {
      whyNoInboxes = String.valueOf(unusable.getMessage());
      LOG.warn("there are no inboxes: {}", whyNoInboxes);
      return null;
    }
  }

  // ---- running

  /// Begins to trim, and to publish what is due.
  ///
  /// @param timer any loop
  void start(Loop timer) {
    shared.values().forEach(kept -> kept.logs().start());
    if (memory != null) {
      memory.start();
    }
    if (durable != null) {
      Logs others = logs.get(Store.MEMORY);
      durable.start(timer, others == null ? durable : others);
    }
  }

  /// Commits what waits, and lets all stores go.
  @Override
  public void close() {
    closeShared();
    if (durable == null) {
      return;
    }
    try {
      durable.close();
    } catch (IOException failure) {
      LOG.error("{}", failure.getMessage());
    }
  }
}
