package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to Redis: to the one master, or to all masters of a cluster. Each second it
/// finds out which master has which partition, and tries each connection; where that can't be
/// believed it opens new ones, and all signals since are doubtful. Nothing is sent twice and
/// nothing waits for a connection: the client's own way to reconnect would do both. Only what a
/// server has said not to have done is sent again. A thread of its own owns the state; all public
/// methods are for any.
public final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final long RETRY_MILLIS_MIN = 100;
  private static final long RETRY_MILLIS_MAX = 2_000;

  private final LinkSettings settings;
  private final BiConsumer<String, byte[]> onSignal;
  private final Runnable onDoubt;
  private final RedisClient client;
  private final Masters masters;
  private final LinkThread thread = new LinkThread();
  private final Trouble trouble = new Trouble();
  private final MasterLink.Owner hears = new Hearing();
  private final CompletableFuture<Void> tried = new CompletableFuture<>();

  /// What ends those who wait for the thread, should it end. Any thread.
  private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();

  private final Retrying retrying = new Retrying();

  /// What is to be subscribed to, by partition.
  private final Map<Integer, Set<String>> wanted = new HashMap<>();

  private final Map<Address, MasterLink> links = new HashMap<>();

  /// Masters that connections are being opened to, or will be after a while.
  private final Set<Address> opening = new HashSet<>();

  private final Map<Address, Long> retryMillis = new HashMap<>();
  private Topology topology;
  private boolean finding;
  private volatile Routes routes;
  private volatile boolean closed;

  /// @param onSignal hears what is published where it is subscribed. Any thread
  /// @param onDoubt hears that signals may have been lost, once new ones come. Any thread
  public RedisLink(LinkSettings settings, BiConsumer<String, byte[]> onSignal, Runnable onDoubt) {
    this.settings = settings;
    this.onSignal = onSignal;
    this.onDoubt = onDoubt;
    this.client = Clients.of(settings);
    this.masters = Clients.mastersOf(settings, client);
    this.topology = Topology.none(settings.partitions());
    this.routes = Routes.of(topology, links);
  }

  /// Begins to connect, and waits for the first try.
  public void start() {
    thread.repeat(PROBE, this::tick);
    try {
      tried.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException later) {
      LOG.debug("Redis is not reached yet", later);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- asking: any thread

  /// Whether each partition has a master whose probe of the last seconds was good.
  public boolean believed() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return routes.believed();
  }

  /// Whether what lies in different partitions lies in different slots, so that no script can have
  /// both.
  public boolean split() {
    return settings.url().form() == RedisUrl.Form.CLUSTER;
  }

  /// Asks the master of a partition, and asks again where a server answers that it has done
  /// nothing, since the partition is another one's or on its way: until half of the timeout has
  /// passed.
  public <T> CompletionStage<T> ask(
      int partition, Function<MasterLink, CompletionStage<T>> question) {
    return new Asked<>(question, () -> routes.masterOf(partition), retrying, settings.timeout())
        .begin();
  }

  private final class Retrying implements Asked.Again {
    @Override
    public void after(long millis, Runnable attempt) {
      thread.execute(RedisLink.this::findMasters);
      thread.schedule(millis, attempt);
    }

    @Override
    public void orElse(Runnable end, CompletableFuture<?> answer) {
      ends.add(end);
      var _ = answer.whenComplete((_, _) -> ends.remove(end));
      if (closed) {
        end.run();
      }
    }
  }

  /// Writes by the master of a partition: the answer comes once replicas have it too, as many as
  /// are wanted.
  public <T> CompletionStage<T> write(
      int partition, Function<MasterLink, CompletionStage<T>> question) {
    return ask(
            partition,
            master -> question.apply(master).thenApply(answer -> new Written<>(answer, master)))
        .thenCompose(written -> written.by().replicated().thenApply(_ -> written.answer()));
  }

  /// What was written, which is not done again whatever becomes of the wait for replicas.
  private record Written<T>(T answer, MasterLink by) {}

  /// Subscribes, now and on all connections to come; done once the server has confirmed it.
  public CompletionStage<Void> subscribe(int partition, String name) {
    thread.execute(() -> {
      var _ = wanted.computeIfAbsent(partition, _ -> new HashSet<>()).add(name);
    });
    return ask(
        partition,
        _ -> {
          CompletableFuture<Void> confirmed = new CompletableFuture<>();
          retrying.orElse(() -> confirmed.completeExceptionally(new NotConnected()), confirmed);
          thread.execute(() -> {
            MasterLink master = routes.find(partition);
            if (master == null || !wanted.getOrDefault(partition, Set.of()).contains(name)) {
              confirmed.completeExceptionally(new NotConnected());
            } else {
              subscribe(master, name, confirmed);
            }
          });
          return confirmed;
        });
  }

  private void subscribe(MasterLink master, String name, CompletableFuture<Void> confirmed) {
    var _ =
        master
            .subscribe(name)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                confirmed.complete(null);
              } else {
                thread.execute(() -> master.refused(name));
                confirmed.completeExceptionally(failure);
              }
            });
  }

  public void unsubscribe(int partition, String name) {
    thread.execute(() -> {
      Set<String> names = wanted.get(partition);
      if (names != null && names.remove(name) && names.isEmpty()) {
        wanted.remove(partition);
      }
      MasterLink master = routes.find(partition);
      if (master != null) {
        master.unsubscribe(List.of(name));
      }
    });
  }

  // ---- which master has which partition: the link's thread

  private void tick() {
    findMasters();
    List.copyOf(links.values()).forEach(this::probe);
  }

  private void findMasters() {
    if (finding || closed) {
      return;
    }
    finding = true;
    var _ =
        Thread.ofVirtual()
            .name("belfry-redis-masters")
            .start(() -> {
              Topology found = Topology.none(settings.partitions());
              try {
                found = masters.find();
              } finally { // whatever happened: who asks nobody knows no master
                Topology all = found;
                String why = masters.trouble();
                thread.execute(() -> found(all, why));
              }
            });
  }

  /// @param why somebody did not answer
  private void found(@Nullable Topology all, String why) {
    finding = false;
    if (all != null) {
      take(all);
    }
    if (all == null || all.all().isEmpty()) {
      trouble.tell("no master is known" + (why.isEmpty() ? "" : "; " + why));
      tried.complete(null);
    } else if (all.masters().contains(null)) {
      trouble.tell("no master has some of the slots; see redis-cli --cluster check");
    } else if (routes.believed()) {
      trouble.end();
    }
  }

  private void take(Topology found) {
    if (closed) {
      return;
    }
    Topology before = topology;
    topology = found;
    if (!found.equals(before)) {
      Set<Address> left = found.all();
      for (MasterLink link : List.copyOf(links.values())) {
        if (!left.contains(link.address())) {
          LOG.info("{} is a master no more", link.address());
          links.remove(link.address());
          link.close();
        }
      }
      wanted.forEach((partition, names) -> move(partition, names, before));
      routes = Routes.of(topology, links);
    }
    openMissing();
  }

  /// Subscribes at the new master of a partition, where there are connections to it already.
  private void move(int partition, Set<String> names, Topology before) {
    Address from = before.masterOf(partition);
    Address to = topology.masterOf(partition);
    if (Objects.equals(from, to)) {
      return;
    }
    MasterLink old = from == null ? null : links.get(from);
    if (old != null) {
      old.unsubscribe(names);
    }
    MasterLink fresh = to == null ? null : links.get(to);
    if (fresh != null) {
      fresh.take(names);
    }
  }

  private void openMissing() {
    for (Address address : topology.all()) {
      if (!links.containsKey(address) && opening.add(address)) {
        int first = topology.masters().indexOf(address);
        var _ = Thread.ofVirtual().name("belfry-redis-connect").start(() -> open(address, first));
      }
    }
  }

  private void open(Address address, int first) {
    if (closed) {
      return;
    }
    try {
      MasterLink opened = MasterLink.open(client, address, settings, first);
      thread.execute(() -> opened(opened));
      if (closed) {
        opened.close();
      }
    } catch (RuntimeException failure) {
      thread.execute(() -> notOpened(address, failure));
    }
  }

  private void notOpened(Address address, RuntimeException failure) {
    trouble.tell(Trouble.at(address, failure));
    tried.complete(null);
    openLater(address);
  }

  /// The longer it has not been reached, the later.
  private void openLater(Address address) {
    long most = retryMillis.getOrDefault(address, RETRY_MILLIS_MIN);
    retryMillis.put(address, Math.min(RETRY_MILLIS_MAX, most * 2));
    thread.schedule(
        most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1),
        () -> {
          opening.remove(address);
          openMissing();
        });
  }

  private void opened(MasterLink fresh) {
    opening.remove(fresh.address());
    List<Set<String>> names = new ArrayList<>();
    wanted.forEach((partition, ofPartition) -> {
      if (fresh.address().equals(topology.masterOf(partition))) {
        names.add(ofPartition);
      }
    });
    links.put(fresh.address(), fresh);
    fresh.begin(hears, names);
    routes = Routes.of(topology, links);
    probe(fresh);
  }

  // ---- whether connections can be believed: the link's thread

  private void probe(MasterLink link) {
    judged(link, link.probe(hears, verdict -> judged(link, verdict)));
  }

  private void judged(MasterLink link, MasterLink.Verdict verdict) {
    if (links.get(link.address()) != link) {
      return;
    }
    switch (verdict) {
      case GOOD -> {}
      case GOOD_AGAIN -> {
        retryMillis.remove(link.address());
        if (routes.believed()) {
          tried.complete(null);
          trouble.end();
        }
        onDoubt.run();
      }
      case SUSPECT -> findMasters();
      case ENDED -> {
        trouble.tell(link.address() + ": " + link.why());
        links.remove(link.address());
        routes = Routes.of(topology, links);
        link.close();
        opening.add(link.address());
        openLater(link.address());
        findMasters();
      }
    }
  }

  private final class Hearing implements MasterLink.Owner {
    @Override
    public void signalled(String name, byte[] payload) {
      onSignal.accept(name, payload);
    }

    @Override
    public void unsubscribed(MasterLink link, String name) {
      thread.execute(() -> {
        if (link.subscribedTo(name)) {
          findMasters();
        }
      });
    }

    @Override
    public void probed(MasterLink link, Runnable judgement) {
      thread.execute(judgement);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.close();
    ends.forEach(Runnable::run);
    routes = Routes.of(Topology.none(settings.partitions()), Map.of());
    var _ = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
  }
}
