package dev.belfry.server.edge.http;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Message;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.NextMessage;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// A front over real logs, on a simulated loop.
final class TestFront {
  static final int HISTORY_PAGE_MAX = 1_000;
  static final int CHANNELS_PER_STREAM_MAX = 32;
  static final int BODY_BYTES_MAX = 64 * 1024;
  static final int BATCH_BYTES_MAX = 1 << 20;
  static final int SCHEDULED_MAX = 20;
  static final String SECRET = "secret";

  final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  final Loop loop = simulation.loops().getFirst();
  boolean leaving;
  boolean ready = true;
  final MemoryLogs logs;
  final Presences presences;
  private final Publisher publisher;
  private final HttpFront front;

  TestFront() {
    this(new GuardSettings(true, Set.of("belfry.lan"), Set.of("https://app.example"), false));
  }

  TestFront(GuardSettings guard) {
    ChannelPolicies policies = policies();
    MemoryBounds bounds =
        new MemoryBounds(
            64 << 20, 1000, Duration.ofHours(24), new ScheduleBounds(SCHEDULED_MAX, 1 << 20));
    logs =
        new MemoryLogs(
            simulation.loops(), policies, bounds, "e1", simulation, new SplittableRandom(1));
    publisher = new Publisher(policies, logs, BODY_BYTES_MAX);
    PresenceBounds presenceBounds = new PresenceBounds(1000, Duration.ofSeconds(5));
    presences = new Presences(simulation.loops(), policies, presenceBounds, simulation);
    Hub hub = new Hub(loop, logs);
    front =
        new HttpFront(
            new HttpRoom(
                guard,
                Set.of("/chat"),
                policies,
                new Scheduler(publisher, logs, simulation),
                new HistoryReader(logs, loop),
                presences.on(loop),
                (channel, since, atMost, then) ->
                    NextMessage.await(hub, channel, since, atMost, then),
                (_, then) -> then.accept(ready),
                () -> leaving,
                BODY_BYTES_MAX,
                HISTORY_PAGE_MAX,
                CHANNELS_PER_STREAM_MAX,
                new BatchBounds(BATCH_BYTES_MAX, 4),
                UnpooledByteBufAllocator.DEFAULT,
                simulation));
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
  static HttpRequest request(String method, String target, String... headers) {
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

  Decision decide(String method, String target, String... headers) {
    return front.accept(request(method, target, headers));
  }

  Decision decide(HttpRequest request) {
    return front.accept(request);
  }

  FullHttpResponse refuse(HttpRequest request, Problem problem) {
    return front.refuse(request, problem);
  }

  /// The response, where there is one without waiting.
  FullHttpResponse respond(HttpRequest request, byte[] body) {
    return switch (front.accept(request)) {
      case Decision.Answer(FullHttpResponse response) -> response;
      case Decision.Serve serve -> serve(serve, request, body).response();
      case Decision.Stream _,
          Decision.RawSocket _,
          Decision.FramedSocket _,
          Decision.ProgramSocket _ ->
          throw new AssertionError("not answered: " + request);
    };
  }

  FullHttpResponse get(String target, String... headers) {
    return respond(request("GET", target, headers), new byte[0]);
  }

  FullHttpResponse post(String target, String body, String... headers) {
    return respond(request("POST", target, headers), body.getBytes(StandardCharsets.UTF_8));
  }

  TestExchange begin(String target, String... headers) {
    HttpRequest request = request("GET", target, headers);
    return serve((Decision.Serve) front.accept(request), request, new byte[0]);
  }

  private TestExchange serve(Decision.Serve serve, HttpRequest request, byte[] body) {
    TestExchange exchange = new TestExchange(request, body, loop, new ArrayList<>());
    serve.endpoint().serve(exchange);
    return exchange;
  }

  void publish(String channel, String text) {
    publish(channel, Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, null));
  }

  void publish(String channel, Draft draft) {
    publisher.publishTrusted(new ChannelName(channel), draft, loop, _ -> {});
  }

  static String text(FullHttpResponse response) {
    return response.content().toString(StandardCharsets.UTF_8);
  }

  /// Keeps what is responded.
  record TestExchange(HttpRequest request, byte[] body, Loop loop, List<Object> events)
      implements Exchange {
    @Override
    public void respond(FullHttpResponse response) {
      if (answered()) {
        throw new AssertionError("responded twice");
      }
      events.add(response);
    }

    @Override
    public boolean mayPublish() {
      return true;
    }

    @Override
    public void whenGone(Runnable task) {
      events.add(task);
    }

    boolean answered() {
      return events.stream().anyMatch(FullHttpResponse.class::isInstance);
    }

    FullHttpResponse response() {
      return events.stream()
          .filter(FullHttpResponse.class::isInstance)
          .map(FullHttpResponse.class::cast)
          .findFirst()
          .orElseThrow();
    }

    void leave() {
      events.stream()
          .filter(Runnable.class::isInstance)
          .map(Runnable.class::cast)
          .forEach(Runnable::run);
    }
  }
}
