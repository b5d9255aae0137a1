package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.AccessGuard;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Forwarding;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The judge of requests, by their heads. The order tells a stranger least: malformed 400, Host
/// 421, Origin 403, route 404, method 405, who it is 401, then the rest. One for each loop.
public final class HttpDispatcher {
  /// The methods of RFC 9110 section 9.3 and RFC 5789. Any other is not known, one of these at most
  /// not allowed.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final HttpRequest UNREAD =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

  private final AccessGuard guard;
  private final Router router;
  private final Callers callers;
  private final boolean tls;

  /// @param tls whether requests come by https
  public HttpDispatcher(AccessGuard guard, Router router, Callers callers, boolean tls) {
    this.tls = tls;
    this.guard = guard;
    this.router = router;
    this.callers = callers;
  }

  /// Judges a request, which may also be one that Netty could not decode. `then` is called once, on
  /// the loop: before this returns unless somebody else has to say who the client is.
  ///
  /// @param remote the other end of the socket; null where it has gone
  public void judge(
      HttpRequest request, @Nullable InetSocketAddress remote, Consumer<Verdict> then) {
    Forwarding.Sender sender = guard.senderOf(remote, request.headers(), tls);
    Checked<RequestHead> checked =
        RequestHead.read(request).then(head -> guard.check(head, sender, isForAnyOrigin(head)));
    switch (checked) {
      case Checked.Good<RequestHead>(RequestHead head) -> byRoute(head, sender, then);
      case Checked.Bad<RequestHead>(Problem problem) ->
          then.accept(refused(policyFor(request, null), problem));
    }
  }

  /// The address that a request came from, as far as trusted proxies say.
  ///
  /// @param remote the other end of the socket; null where it has gone
  public InetAddress clientOf(HttpRequest request, @Nullable InetSocketAddress remote) {
    return guard.senderOf(remote, request.headers(), tls).address();
  }

  private boolean isForAnyOrigin(RequestHead head) {
    return router.route(head.target().path()).filter(Route::anyOrigin).isPresent();
  }

  private ResponsePolicy policyFor(HttpRequest request, @Nullable String allowedOrigin) {
    return new ResponsePolicy(request, allowedOrigin, callers.cookies());
  }

  private ResponsePolicy policyFor(RequestHead head) {
    return isForAnyOrigin(head)
        ? new ResponsePolicy(head.request(), "*", false)
        : policyFor(head.request(), head.header(HttpHeaderNames.ORIGIN));
  }

  /// The response where there is no request to speak of, since its head never became whole. The
  /// connection ends after it.
  public FullHttpResponse refusal(Problem problem) {
    return policyFor(UNREAD, null).refusal(problem);
  }

  private void byRoute(RequestHead head, Forwarding.Sender sender, Consumer<Verdict> then) {
    ResponsePolicy policy = policyFor(head);
    Checked<Resource> checked =
        router
            .resource(head.target().path())
            .then(resource -> checkMethod(head, resource))
            .then(resource -> checkAnnounced(head, resource));
    switch (checked) {
      case Checked.Good<Resource>(Resource resource) ->
          byCaller(head, resource, sender, policy, then);
      case Checked.Bad<Resource>(Problem problem) -> then.accept(refused(policy, problem));
    }
  }

  private void byCaller(
      RequestHead head,
      Resource resource,
      Forwarding.Sender sender,
      ResponsePolicy policy,
      Consumer<Verdict> then) {
    if (head.request().method().equals(HttpMethod.OPTIONS)) {
      then.accept(answer(policy, policy.options(resource.methods())));
      return;
    }
    Optional<AccessRequest> access = resource.access(head);
    if (access.isEmpty()) {
      then.accept(decide(head, resource, callers.nobody(sender.address()), policy));
    } else {
      callers.settle(
          head,
          access.get(),
          sender.address(),
          caller -> then.accept(decide(head, resource, caller, policy)));
    }
  }

  private static Checked<Resource> checkMethod(RequestHead head, Resource resource) {
    if (!METHODS.contains(head.request().method().name())) {
      return Checked.bad(Problem.word(501, "not-implemented", "this method is not known here"));
    }
    if (resource.methods().contains(head.request().method().name())) {
      return Checked.good(resource);
    }
    String allow = String.join(", ", resource.methods());
    return Checked.bad(
        Problem.word(405, "method-not-allowed", "allowed here: " + allow).with("Allow", allow));
  }

  private static Verdict decide(
      RequestHead head, Resource resource, Caller caller, ResponsePolicy policy) {
    return resource
        .decide(head, caller)
        .fold(decision -> verdict(policy, decision, resource), problem -> refused(policy, problem));
  }

  private static Verdict verdict(ResponsePolicy policy, Decision decision, Resource resource) {
    return switch (decision) {
      case Decision.Answer(var response, boolean hasLength) ->
          answer(policy, hasLength ? policy.early(response) : policy.withoutLength(response));
      case Decision.Serve serve -> new Verdict(policy, serve, resource.bodyBytesMax());
      case Decision.Switch change -> new Verdict(policy, change, 0);
    };
  }

  private static Verdict answer(ResponsePolicy policy, FullHttpResponse response) {
    return new Verdict(policy, new Decision.Answer(response), 0);
  }

  private static Verdict refused(ResponsePolicy policy, Problem problem) {
    return answer(policy, policy.early(policy.problem(problem)));
  }

  /// Refuses what a client announces and will not get, before it sends more.
  private static Checked<Resource> checkAnnounced(RequestHead head, Resource resource) {
    HttpHeaders headers = head.request().headers();
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      return Checked.bad(
          Problem.word(417, "bad-request", "no expectation but 100-continue can be met"));
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && Long.parseLong(length) > resource.bodyBytesMax()
        ? Checked.bad(Problem.tooLarge(resource.bodyBytesMax()))
        : Checked.good(resource);
  }
}
