package dev.belfry.server.edge.http;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/// The door to this room: decides about each request by its head. One for each loop.
public final class HttpFront {
  private static final HttpRequest UNREAD =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

  private final HttpRoom room;
  private final Guard guard;
  private final ChannelDoor channels;

  public HttpFront(HttpRoom room) {
    this.room = room;
    this.guard = new Guard(room.guard(), new Router(room.programs()));
    this.channels = new ChannelDoor(room);
  }

  /// Decides about a request, which may also be one that Netty could not decode.
  public Decision accept(HttpRequest request) {
    return switch (guard.check(request)) {
      case Guarded.Refused(Problem problem, var origin) ->
          refused(new Dress(request, origin), problem);
      case Guarded.Passed passed -> decide(passed);
    };
  }

  /// A response for what only the socket's handler can tell: a body that turns out too large, a
  /// request that takes too long, too many connections. The connection closes after it.
  public FullHttpResponse refuse(HttpRequest request, Problem problem) {
    Dress dress = new Dress(request, guard.check(request).allowedOrigin());
    FullHttpResponse response = dress.complete(dress.problem(problem));
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /// The same where there is no request to speak of, since its head never became whole.
  public FullHttpResponse refuse(Problem problem) {
    Dress dress = new Dress(UNREAD, null);
    return dress.last(Replies.problem(problem));
  }

  private Decision decide(Guarded.Passed passed) {
    HttpRequest request = passed.head().request();
    Dress dress = new Dress(request, passed.allowedOrigin());
    if (request.method().equals(HttpMethod.OPTIONS)) {
      return new Decision.Answer(dress.options(passed.route()));
    }
    return announced(request, bodyBytesMax(passed.route()))
        .then(_ -> byRoute(passed, dress))
        .fold(decision -> decision, problem -> refused(dress, problem));
  }

  private int bodyBytesMax(Route route) {
    return route instanceof Route.Batch ? room.batch().bytesMax() : room.messageBytesMax();
  }

  private static Decision refused(Dress dress, Problem problem) {
    return new Decision.Answer(dress.early(dress.problem(problem)));
  }

  /// What a client announces that it will not get is refused before it sends more.
  private Checked<HttpRequest> announced(HttpRequest request, int bodyBytesMax) {
    HttpHeaders headers = request.headers();
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      return Checked.bad(
          Problem.word(417, "bad-request", "no expectation but 100-continue can be met"));
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && Long.parseLong(length) > bodyBytesMax
        ? Checked.bad(Problem.tooLarge(bodyBytesMax))
        : Checked.good(request);
  }

  private Checked<Decision> byRoute(Guarded.Passed passed, Dress dress) {
    return switch (passed.route()) {
      case Route.Channel(ChannelName name) -> channels.decide(passed.head(), name, dress);
      case Route.Presence(ChannelName name) -> channels.presence(name, dress);
      case Route.Program(String path) -> program(passed.head(), path);
      case Route.Live() -> serve(passed, new HealthEndpoint((_, then) -> then.accept(true)), dress);
      case Route.Ready() -> serve(passed, new HealthEndpoint(room.readiness()), dress);
      case Route.Described(Document document) ->
          serve(passed, DocumentEndpoint.of(document), dress);
      case Route.Batch() ->
          BatchEndpoint.read(passed.head().request().headers())
              .then(_ -> serve(passed, new BatchEndpoint(room), dress));
      case Route.Scheduled(Ulid id) ->
          serve(passed, new CancelEndpoint(room.scheduler(), id), dress);
      case Route.Server() -> throw new IllegalStateException("OPTIONS was answered before");
    };
  }

  private Checked<Decision> serve(Guarded.Passed passed, Endpoint endpoint, Dress dress) {
    return Checked.good(new Decision.Serve(dress.worn(endpoint), bodyBytesMax(passed.route())));
  }

  private Checked<Decision> program(RequestHead head, String path) {
    if (!head.isUpgrade()) {
      return Checked.bad(
          Problem.word(426, "upgrade-required", "only WebSocket is spoken at this path")
              .with("Upgrade", "websocket")
              .with("Connection", "Upgrade"));
    }
    return room.mayBegin().map(_ -> new Decision.ProgramSocket(path));
  }
}
