package dev.belfry.server.edge;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.cluster.SingleNode;
import dev.belfry.server.config.ForwardedHeader;
import dev.belfry.server.edge.http.dispatch.Callers;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.HttpDispatcher;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.Router;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.operations.OperationsPaths;
import dev.belfry.server.edge.http.operations.OperationsServices;
import dev.belfry.server.edge.http.publish.BatchBounds;
import dev.belfry.server.edge.http.request.AccessGuard;
import dev.belfry.server.edge.http.request.AccessSettings;
import dev.belfry.server.edge.http.request.Forwarding;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionTable;
import dev.belfry.server.edge.netty.ConnectionTimeouts;
import dev.belfry.server.edge.netty.ShutdownNotice;
import dev.belfry.server.health.Health;
import dev.belfry.server.health.Heartbeats;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.inbox.AbsentInboxes;
import dev.belfry.server.inbox.InboxLoops;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.PageBounds;
import dev.belfry.server.metrics.MetricSources;
import dev.belfry.server.metrics.Metrics;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopLag;
import dev.belfry.server.runtime.NodeFigures;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.TestLimits;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A dispatcher over real logs, on a simulated loop, with the routes of the server.
public final class TestDispatcher {
  public static final int HISTORY_PAGE_MAX = 1_000;
  public static final int CHANNELS_PER_STREAM_MAX = 32;
  public static final int BODY_BYTES_MAX = 64 * 1024;
  public static final int BATCH_BYTES_MAX = 1 << 20;
  public static final int SCHEDULED_MAX = 20;
  public static final Forwarding DIRECT =
      new Forwarding(List.of(), ForwardedHeader.X_FORWARDED_FOR);
  public static final String SECRET = "secret";

  public final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  public final Loop loop = simulation.loops().getFirst();
  public boolean stopping;
  public boolean ready = true;
  public final MemoryLogs logs;
  public final Presences presences;
  private final AnonymousIdentities identities;
  private final Publisher publisher;
  private final Router router;
  private final HttpDispatcher dispatcher;

  public TestDispatcher() {
    this(
        new AccessSettings(
            true, Set.of("belfry.lan"), Set.of("https://app.example"), DIRECT, false));
  }

  public TestDispatcher(AccessSettings access) {
    ChannelPolicies policies = policies();
    logs = logs(policies);
    identities = new AnonymousIdentities(policies);
    publisher = new Publisher(identities::permissions, policies, logs, BODY_BYTES_MAX);
    presences = presences(policies);
    EdgeServices services =
        new EdgeServices(
            logs,
            policies,
            new Scheduler(identities::permissions, publisher, logs, simulation),
            presences,
            new SingleNode("test", TestDispatcher::nodeState, simulation),
            new AbsentInboxes("none"),
            new InboxLoops(new AbsentInboxes("none"), simulation.loops(), simulation, 1 << 20),
            new NodeFigures(simulation.loops(), simulation),
            metrics(),
            health(),
            Tracing.NONE);
    IncomingBudget incoming = new IncomingBudget(Long.MAX_VALUE);
    ConnectionTimeouts timeouts = new ConnectionTimeouts(25, 10, 30, 10, 75);
    ConnectionContext sockets = sockets(timeouts, incoming);
    SessionContext sessions = sessions(incoming);
    RouteList list =
        new RouteList(
            services,
            settings(access, timeouts),
            sockets,
            sessions,
            operations(services, sessions),
            (_, then) -> then.accept(ready),
            () -> stopping,
            Map.of("/chat", new ClientHandler() {}));
    router = new Router(list.routes());
    dispatcher =
        new HttpDispatcher(
            new AccessGuard(() -> access), router, new Callers(identities, loop), false);
  }

  private ConnectionContext sockets(ConnectionTimeouts timeouts, IncomingBudget incoming) {
    return new ConnectionContext(
        loop,
        new ConnectionTable(loop, simulation),
        timeouts,
        new ShutdownNotice(Duration.ofSeconds(15)),
        unlimited(),
        incoming);
  }

  private SessionContext sessions(IncomingBudget incoming) {
    return new SessionContext(
        new Hub(loop, logs),
        publisher,
        new ProgramPublisher(publisher, simulation.loops(), 1 << 20),
        new SessionBounds(1 << 20, 1 << 20, 64, Integer.MAX_VALUE, 64),
        new SubscriptionShares(Long.MAX_VALUE),
        TestLimits.NONE,
        unlimited(),
        incoming,
        identities,
        simulation,
        UlidCreator::getUlid,
        Tracing.NONE);
  }

  private MemoryLogs logs(ChannelPolicies policies) {
    MemoryBounds bounds =
        new MemoryBounds(
            64 << 20, 1000, Duration.ofHours(24), new ScheduleBounds(SCHEDULED_MAX, 1 << 20));
    return new MemoryLogs(
        simulation.loops(), policies, bounds, "e1", simulation, new SplittableRandom(1));
  }

  private Metrics metrics() {
    return new Metrics(
        new MetricSources(
            "1",
            () -> 0,
            () -> 0,
            () -> 0,
            new LoopLag(simulation)::seconds,
            List::of,
            () -> BusFigures.NONE,
            health()));
  }

  private Health health() {
    return new Health(List.of(), new Heartbeats(simulation.loops()), logs);
  }

  private Presences presences(ChannelPolicies policies) {
    PresenceBounds bounds = new PresenceBounds(1000, Duration.ofSeconds(5));
    return new Presences(simulation.loops(), policies, bounds, simulation);
  }

  private OperationsPaths operations(EdgeServices services, SessionContext sessions) {
    return new OperationsPaths(
        new OperationsServices(
            services.figures(),
            services.metrics(),
            logs,
            List.of(sessions.hub()),
            services.policies(),
            presences.on(loop),
            services.cluster(),
            () -> 0,
            () -> 0,
            simulation));
  }

  private static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  private static EdgeSettings settings(AccessSettings access, ConnectionTimeouts timeouts) {
    return new EdgeSettings(
        access,
        timeouts,
        BODY_BYTES_MAX,
        8192,
        HISTORY_PAGE_MAX,
        PageBounds.LARGEST,
        CHANNELS_PER_STREAM_MAX,
        new BatchBounds(BATCH_BYTES_MAX, 4),
        BATCH_BYTES_MAX,
        Set.of(),
        256,
        Duration.ofSeconds(10),
        Duration.ofSeconds(25),
        true,
        false);
  }

  public Router router() {
    return router;
  }

  /// Everybody may do everything, but for one channel.
  private static ChannelPolicies policies() {
    History history = new History(1000, 1 << 20, Duration.ofHours(1));
    ChannelPolicy open =
        new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.TRUE);
    ChannelPolicy closed =
        new ChannelPolicy(false, history, Access.BACKEND, Access.BACKEND, true, Presence.TRUE);
    ChannelPattern secret = ChannelPattern.parse(SECRET).orElseThrow();
    return new ChannelPolicies(List.of(new ChannelPolicies.Rule(secret, closed)), open);
  }

  /// A request of HTTP/1.1 to localhost.
  ///
  /// @param headers `Name: value`; one named Host stands for the usual one
  public static HttpRequest request(String method, String target, String... headers) {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
    for (String header : headers) {
      int colon = header.indexOf(':');
      request.headers().add(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    if (!request.headers().contains("Host")) {
      request.headers().add("Host", "localhost:8000");
    }
    return request;
  }

  public Verdict judge(String method, String target, String... headers) {
    return judge(request(method, target, headers));
  }

  public Verdict judge(HttpRequest request) {
    List<Verdict> verdicts = new ArrayList<>();
    dispatcher.judge(request, null, verdicts::add);
    return verdicts.getFirst();
  }

  /// The protocol that a request switches to.
  public ProtocolSwitch switched(String target, String... headers) {
    return ((Decision.Switch) judge("GET", target, headers).decision()).to();
  }

  /// The response, where there is one without waiting.
  public FullHttpResponse respond(HttpRequest request, byte[] body) {
    Verdict verdict = judge(request);
    return switch (verdict.decision()) {
      case Decision.Answer(FullHttpResponse response, _) -> response;
      case Decision.Serve _ -> serve(verdict, request, body).response();
      case Decision.Switch _ -> throw new AssertionError("not answered: " + request);
    };
  }

  public FullHttpResponse get(String target, String... headers) {
    return respond(request("GET", target, headers), new byte[0]);
  }

  public FullHttpResponse post(String target, String body, String... headers) {
    return respond(request("POST", target, headers), body.getBytes(StandardCharsets.UTF_8));
  }

  public TestExchange begin(String target, String... headers) {
    HttpRequest request = request("GET", target, headers);
    return serve(judge(request), request, new byte[0]);
  }

  /// Gives a request, with its whole body, to the endpoint that serves it.
  public TestExchange serve(Verdict verdict, HttpRequest request, byte[] body) {
    TestExchange exchange = new TestExchange(request, body, loop, verdict, new ArrayList<>());
    ((Decision.Serve) verdict.decision()).endpoint().serve(exchange);
    return exchange;
  }

  public void publish(String channel, String text) {
    publish(channel, Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null));
  }

  public void publish(String channel, Draft draft) {
    publisher.publish(Principals.PROGRAM, new ChannelName(channel), draft, loop, _ -> {});
  }

  public static String text(FullHttpResponse response) {
    return response.content().toString(StandardCharsets.UTF_8);
  }

  /// Keeps what is responded.
  public record TestExchange(
      HttpRequest request, byte[] body, Loop loop, Verdict verdict, List<Object> events)
      implements Exchange {
    @Override
    public void respond(FullHttpResponse response) {
      if (answered()) {
        throw new AssertionError("responded twice");
      }
      events.add(verdict.policy().complete(response));
    }

    @Override
    public void onDisconnect(Runnable task) {
      events.add(task);
    }

    public boolean answered() {
      return events.stream().anyMatch(FullHttpResponse.class::isInstance);
    }

    public FullHttpResponse response() {
      return events.stream()
          .filter(FullHttpResponse.class::isInstance)
          .map(FullHttpResponse.class::cast)
          .findFirst()
          .orElseThrow();
    }

    public void disconnect() {
      events.stream()
          .filter(Runnable.class::isInstance)
          .map(Runnable.class::cast)
          .forEach(Runnable::run);
    }
  }

  private static NodeState nodeState() {
    return new NodeState("test", "", "1", 0, 0, 0, PresenceMark.NONE, BusFigures.NONE);
  }
}
