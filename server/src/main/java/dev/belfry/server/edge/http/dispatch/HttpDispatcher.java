package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.AccessGuard;
import dev.belfry.server.edge.http.request.Checked;
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
import java.util.Set;

/// The judge of requests, by their heads. The order tells a stranger least: malformed 400, Host
/// 421, Origin 403, route 404, method 405, then the rest. One for each loop.
public final class HttpDispatcher {
  /// The methods of RFC 9110 section 9.3 and RFC 5789. Any other is not known, one of these at most
  /// not allowed.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final HttpRequest UNREAD =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

  private final AccessGuard guard;
  private final Router router;

  public HttpDispatcher(AccessGuard guard, Router router) {
    this.guard = guard;
    this.router = router;
  }

  /// Judges a request, which may also be one that Netty could not decode.
  public Verdict judge(HttpRequest request) {
    return RequestHead.read(request)
        .then(guard::check)
        .fold(this::byRoute, problem -> refused(new ResponsePolicy(request, null), problem));
  }

  /// The response where there is no request to speak of, since its head never became whole. The
  /// connection ends after it.
  public FullHttpResponse refusal(Problem problem) {
    return new ResponsePolicy(UNREAD, null).refusal(problem);
  }

  private Verdict byRoute(RequestHead head) {
    ResponsePolicy policy = new ResponsePolicy(head.request(), head.header(HttpHeaderNames.ORIGIN));
    return router
        .resource(head.target().path())
        .then(resource -> checkMethod(head, resource))
        .then(resource -> decide(head, resource, policy))
        .fold(verdict -> verdict, problem -> refused(policy, problem));
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

  private static Checked<Verdict> decide(
      RequestHead head, Resource resource, ResponsePolicy policy) {
    if (head.request().method().equals(HttpMethod.OPTIONS)) {
      return Checked.good(answer(policy, policy.options(resource.methods())));
    }
    return checkAnnounced(head, resource.bodyBytesMax())
        .then(resource::decide)
        .map(decision -> verdict(policy, decision, resource));
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
  private static Checked<RequestHead> checkAnnounced(RequestHead head, int bodyBytesMax) {
    HttpHeaders headers = head.request().headers();
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      return Checked.bad(
          Problem.word(417, "bad-request", "no expectation but 100-continue can be met"));
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && Long.parseLong(length) > bodyBytesMax
        ? Checked.bad(Problem.tooLarge(bodyBytesMax))
        : Checked.good(head);
  }
}
