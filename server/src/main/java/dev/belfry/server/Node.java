package dev.belfry.server;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.admission.Identity;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.Limits;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.edge.Edge;
import dev.belfry.server.edge.EdgeServices;
import dev.belfry.server.edge.netty.EventLoops;
import dev.belfry.server.edge.netty.NettyLoop;
import dev.belfry.server.edge.netty.Transport;
import dev.belfry.server.health.Health;
import dev.belfry.server.health.Heartbeats;
import dev.belfry.server.health.PublishProbe;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.hub.HubBounds;
import dev.belfry.server.inbox.InboxLoops;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.Logs;
import dev.belfry.server.metrics.MetricSources;
import dev.belfry.server.metrics.Metrics;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.NodeFigures;
import dev.belfry.server.runtime.RateTable;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.ClientLimits;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.UserConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server, wired together: read from top to bottom, it is the whole of it.
final class Node implements AutoCloseable {
  private static final int CLIENTS_MAX = 100_000;

  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final EventLoops loops;
  private final IdentityUpkeep identity;
  private final ClientLimits clientLimits;
  private final Stores stores;
  private final ClusterPart cluster;
  private final Publisher publisher;
  private final ProgramPublisher program;
  private final List<Hub> hubs = new ArrayList<>();
  private final Health health;
  private final Edge edge;

  /// Starts a server.
  ///
  /// @param handlers of applications, by path
  /// @param storeVariant puts something between the server and its store; for tests that break it
  /// @param inboxesVariant the same for its inboxes
  /// @param tracing is told what becomes of publishes
  /// @throws IllegalArgumentException where a channel is durable and nothing is there to keep it
  /// @throws IOException where the address can't be bound, or the data folder not be used
  Node(
      ServerConfig config,
      Map<String, ClientHandler> handlers,
      UnaryOperator<Logs> storeVariant,
      UnaryOperator<Inboxes> inboxesVariant,
      Tracing tracing)
      throws IOException {
    Clock clock = Clock.system();
    loops = new EventLoops(transportOf(config), loopsOf(config));
    ChannelPolicies policies = config.channelPolicies();
    clientLimits = clientLimitsOf(config.limits());
    HeapPlan heap = heapOf(config);
    stores = storesOf(config, heap, policies, loops, clock);
    identity = identityOf(config, stores, clock, loops);
    try {
      cluster = new ClusterPart(config, heap, stores, loops.loops(), clock);
      stores.sharedInboxes().ifPresent(inboxes -> InboxHints.join(cluster.cluster(), inboxes));
      Logs logs = storeVariant.apply(stores.logs());
      Supplier<Permissions> permissions = identity.current()::permissions;
      publisher = new Publisher(permissions, policies, logs, config.limits().message().intBytes());
      program = new ProgramPublisher(publisher, loops.loops(), heap.program());
      Presences presences = presencesOf(config.limits(), heap, policies, clock);
      List<SessionContext> sessions = sessionsOf(config.limits(), heap, logs, clock, tracing);
      health = healthOf(logs, clock);
      Scheduler scheduler = new Scheduler(permissions, publisher, stores.schedule(), clock);
      Inboxes inboxes = inboxesVariant.apply(stores.inboxes());
      EdgeServices services =
          servicesOf(logs, policies, scheduler, presences, inboxes, heap, clock, tracing);
      edge = new Edge(config, loops, sessions, services, handlers);
      start(config, clock);
    } catch (IOException | RuntimeException failure) {
      stores.close();
      closeRest();
      throw failure;
    }
  }

  private void start(ServerConfig config, Clock clock) throws IOException {
    startSweeping(clock);
    stores.start(loops.loops().getFirst());
    identity.start(cluster.cluster(), clientLimits.users(), anyLoop(), engineTimeout(config));
    edge.bind();
    health.start();
    cluster.start(edge.uri(), edge::connections);
  }

  private EdgeServices servicesOf(
      Logs logs,
      ChannelPolicies policies,
      Scheduler scheduler,
      Presences presences,
      Inboxes inboxes,
      HeapPlan heap,
      Clock clock,
      Tracing tracing) {
    InboxLoops watched = watchedOf(inboxes, heap, clock);
    NodeFigures figures = new NodeFigures(loops.loops(), clock);
    return new EdgeServices(
        logs,
        policies,
        scheduler,
        presences,
        cluster.cluster(),
        inboxes,
        watched,
        figures,
        metricsOf(logs),
        health,
        tracing);
  }

  /// What goes another way is probed apart: durable channels, and those that are not.
  private Health healthOf(Logs logs, Clock clock) {
    List<PublishProbe> probes = new ArrayList<>();
    Loop loop = loops.loops().getFirst();
    String id = cluster.cluster().id();
    if (stores.keep(ChannelPolicy.Store.MEMORY)) {
      probes.add(new PublishProbe("memory", ProbeChannel.MEMORY, id, loop, hubs, logs, clock));
    }
    if (stores.keep(ChannelPolicy.Store.DURABLE)) {
      probes.add(new PublishProbe("durable", ProbeChannel.DURABLE, id, loop, hubs, logs, clock));
    }
    return new Health(probes, new Heartbeats(loops.loops()), logs);
  }

  private Metrics metricsOf(Logs logs) {
    return new Metrics(
        new MetricSources(
            NodeReport.version(),
            clientLimits.users()::users,
            logs.known()::count,
            loops::pendingTasks,
            cluster.lag()::seconds,
            stores::storeFigures,
            stores::figures,
            health));
  }

  private InboxLoops watchedOf(Inboxes inboxes, HeapPlan heap, Clock clock) {
    InboxLoops watched = new InboxLoops(inboxes, loops.loops(), clock, heap.inboxEvents());
    inboxes.listen(watched);
    return watched;
  }

  private static Stores storesOf(
      ServerConfig config, HeapPlan heap, ChannelPolicies policies, EventLoops loops, Clock clock)
      throws IOException {
    try {
      return new Stores(config, heap, policies, loops.loops(), clock);
    } catch (IOException | RuntimeException failure) {
      loops.close();
      throw failure;
    }
  }

  private static Duration engineTimeout(ServerConfig config) {
    return Collections.max(List.of(config.store().timeout(), config.redis().timeout()));
  }

  private static IdentityUpkeep identityOf(
      ServerConfig config, Stores stores, Clock clock, EventLoops loops) throws IOException {
    try {
      return new IdentityUpkeep(config, stores, clock);
    } catch (IOException | RuntimeException failure) {
      stores.close();
      loops.close();
      throw failure;
    }
  }

  private static ClientLimits clientLimitsOf(Limits limits) {
    return new ClientLimits(
        new RateTable(limits.publishesPerSecond(), CLIENTS_MAX),
        new UserConnections(limits.connectionsPerUser()));
  }

  /// Forgets the clients that are below their bounds again.
  private void startSweeping(Clock clock) {
    var _ =
        Recurring.start(
            "forgetting clients",
            loops.loops().getFirst(),
            SWEEP,
            () -> {
              clientLimits.publishes().sweep(clock.nanos());
              edge.sweep(clock.nanos());
            });
  }

  private void closeRest() {
    identity.close();
    loops.close();
  }

  private List<SessionContext> sessionsOf(
      Limits limits, HeapPlan heap, Logs logs, Clock clock, Tracing tracing) {
    List<SessionContext> sessions = new ArrayList<>();
    for (NettyLoop loop : loops.loops()) {
      Hub hub = new Hub(loop, logs, HubBounds.of(heap));
      hubs.add(hub);
      sessions.add(sessionsOf(limits, heap, hub, clock, tracing));
    }
    return sessions;
  }

  private static Transport transportOf(ServerConfig config) {
    return switch (config.server().transport()) {
      case AUTO -> Transport.best();
      case EPOLL -> Transport.EPOLL;
      case IO_URING -> Transport.IO_URING;
      case NIO -> Transport.NIO;
    };
  }

  private static int loopsOf(ServerConfig config) {
    int wanted = config.server().loops();
    return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
  }

  private HeapPlan heapOf(ServerConfig config) {
    HeapPlan heap = HeapPlan.of(config, loops.loops().size());
    if (!heap.fits()) {
      LOG.warn(
          "what the settings let the server keep may come to {}; give it more (BELFRY_HEAP,"
              + " -Xmx), or set less",
          heap);
    }
    return heap;
  }

  private static SessionBounds boundsOf(Limits limits) {
    return new SessionBounds(
        limits.outbox().intBytes(),
        limits.outboxWithoutHistory().intBytes(),
        limits.publishesUnanswered(),
        limits.publishesUnansweredBytes().intBytes(),
        limits.handlerMailbox());
  }

  private Presences presencesOf(
      Limits limits, HeapPlan heap, ChannelPolicies policies, Clock clock) {
    PresenceBounds bounds =
        new PresenceBounds(limits.presenceMembers(), limits.presenceGrace(), heap.lingering());
    return new Presences(loops.loops(), policies, bounds, clock, cluster.presence());
  }

  private SessionContext sessionsOf(
      Limits limits, HeapPlan heap, Hub hub, Clock clock, Tracing tracing) {
    return new SessionContext(
        hub,
        publisher,
        program,
        boundsOf(limits),
        new SubscriptionShares(heap.subscriptionsBytes()),
        clientLimits,
        new ByteBudget(heap.outboxes()),
        new IncomingBudget(heap.incoming()),
        identity.current(),
        clock,
        UlidCreator::getUlid,
        tracing);
  }

  /// Takes who may come in, and to what, from another configuration; all else holds until the end.
  ///
  /// @throws IOException naming a file of keys that can't be read; then nothing has changed
  void reload(ServerConfig config) throws IOException {
    Identity next = identity.prepare(config);
    try {
      edge.reload(config);
    } catch (IOException | RuntimeException unusable) {
      next.close();
      throw unusable;
    }
    identity.replace(next);
  }

  NettyLoop anyLoop() {
    return loops.loops().getFirst();
  }

  ProgramPublisher program() {
    return program;
  }

  Edge edge() {
    return edge;
  }

  /// Leaves gracefully: takes no more connections, says goodbye to those that are there, and ends
  /// when nobody is left or `server.drain` is over. The store ends before the loops, so that what
  /// it still commits is still answered.
  @Override
  public void close() {
    edge.drain();
    health.close();
    cluster.close();
    stores.close();
    hubs.forEach(hub -> hub.loop().execute(hub::close));
    closeRest();
    edge.close();
    program.close();
  }
}
