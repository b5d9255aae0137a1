package dev.belfry.server.edge.http.exchange;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.ClientAddress;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Tracing.Trace;
import dev.belfry.server.session.CloseReason;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request on its way: the verdict about it is found, its body comes in, its endpoint serves
/// it, its response goes out.
public final class HttpExchange implements Exchange {
  private final HttpContext context;
  private final Responder responder;
  private final HttpRequest request;
  private final Admission admission;
  private final RequestBody body;
  private final long begunNanos;
  private @Nullable Verdict verdict;
  private boolean serving;
  private boolean served;
  private Trace trace = Trace.NONE;
  private @Nullable Runnable onDisconnect;

  /// @param admission where the client was not admitted, its request is refused
  public HttpExchange(
      HttpContext context, Responder responder, HttpRequest request, Admission admission) {
    this.context = context;
    this.responder = responder;
    this.request = request;
    this.admission = admission;
    this.begunNanos = context.accessLog().nanos();
    this.body = new RequestBody(context.sockets().incoming(), ClientAddress.of(responder.client()));
  }

  /// Has the request judged: the responder hears of it, perhaps before this returns.
  public void judge() {
    context.dispatcher().judge(request, responder.client(), this::judged);
  }

  private void judged(Verdict found) {
    verdict = found;
    if (responder.serves(this)) {
      proceed(found.decision());
      responder.judged();
    }
  }

  private void proceed(Decision decision) {
    if (admission != Admission.ADMITTED && !refusesByItself(decision)) {
      refuse(Problem.unavailable(Admission.TOO_MANY));
      return;
    }
    switch (decision) {
      case Decision.Answer(FullHttpResponse response, _) -> responder.respond(this, response);
      case Decision.Serve _ -> {
        if (HttpUtil.is100ContinueExpected(request)) {
          responder.writeContinue();
        }
      }
      case Decision.Switch _ -> {} // once the request is whole
    }
  }

  private static boolean refusesByItself(Decision decision) {
    return decision instanceof Decision.Switch(ProtocolSwitch to) && to.refusesByItself();
  }

  /// What was found about the request, once it is.
  Verdict verdict() {
    return Objects.requireNonNull(verdict, "not judged yet");
  }

  /// Lets the request wait though it is whole, for something that is no endpoint.
  void hold() {
    serving = true;
  }

  /// Takes a part of the body of a request that was judged, or refuses the request for it. Returns
  /// whether the request is whole now.
  public boolean add(HttpContent part) {
    int bytesMax = verdict().bodyBytesMax();
    switch (body.add(part.content(), bytesMax)) {
      case TOO_LARGE -> refuse(Problem.tooLarge(bytesMax));
      case NO_MEMORY -> refuse(Problem.unavailable("too many requests are only half here"));
      case YES -> {
        if (part.decoderResult().isSuccess()) {
          return part instanceof LastHttpContent;
        }
        refuse(Problem.badRequest("the body can't be read"));
      }
    }
    return false;
  }

  /// Has the access log say how it was answered, where there is one.
  public void log(FullHttpResponse response) {
    AccessLog log = context.accessLog();
    if (log.isOn()) {
      int bytes = response.content().readableBytes();
      log.add(logged(log), response.status().code(), bytes, AccessLog.OPEN);
    }
  }

  private AccessLog.Request logged(AccessLog log) {
    return log.request(
        context.dispatcher().clientOf(request, responder.client()), request, begunNanos);
  }

  /// It is answered, or nobody waits for the answer: its body is given back.
  public void end() {
    body.release();
  }

  /// Whether the channel is to speak another protocol once the request is whole.
  public boolean switches() {
    return verdict().decision() instanceof Decision.Switch;
  }

  /// The request is whole and all earlier responses are out: the other protocol's turn.
  public void beginSwitch() {
    if (verdict().decision() instanceof Decision.Switch(ProtocolSwitch to)) {
      AccessLog log = context.accessLog();
      ConnectionLines lines = log.isOn() ? new ConnectionLines(log, logged(log)) : null;
      to.begin(new HttpUpgrade(responder, this, context.date(), refusal(), lines));
    }
  }

  /// Why a client of a protocol with close codes has to go at once; null where it may stay.
  private @Nullable CloseReason refusal() {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, Admission.TOO_MANY);
      case TOO_FAST -> new CloseReason(CloseCode.TOO_MANY_REQUESTS, Admission.TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, Admission.TOO_MANY);
      case ADMITTED ->
          context.stopping().getAsBoolean() ? context.sockets().goodbye().reason() : null;
    };
  }

  /// The body is whole: the endpoint's turn. From now on it counts with what is made of it, until
  /// the endpoint has responded, though the client may have left: a log may hold it back.
  public void serve() {
    if (!(verdict().decision() instanceof Decision.Serve(Endpoint endpoint))) {
      return;
    }
    if (!body.countServed()) {
      refuse(Problem.unavailable("too much was sent that is not answered yet"));
      return;
    }
    serving = true;
    served = true;
    endpoint.serve(this);
  }

  /// Whether the client has to wait: for who it is to be known, or for its answer.
  public boolean waits() {
    return serving || verdict == null;
  }

  /// Whether the request was whole, and its endpoint had its turn.
  public boolean served() {
    return served;
  }

  /// The client has left before it was answered.
  public void disconnected() {
    if (!serving) {
      end();
    }
    Runnable task = onDisconnect;
    onDisconnect = null;
    if (task != null) {
      task.run();
    }
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public byte[] body() {
    return body.bytes();
  }

  @Override
  public Loop loop() {
    return context.sockets().loop();
  }

  /// Answers with a problem. A connection of HTTP/1.1 ends after it.
  public void refuse(Problem problem) {
    responder.respond(this, verdict().policy().refusal(problem));
  }

  @Override
  public Trace trace(String name) {
    trace = context.tracing().begin(name, request.headers()::get);
    return trace;
  }

  @Override
  public void respond(FullHttpResponse response) {
    serving = false;
    trace.end(response.status().code());
    responder.respond(this, verdict().policy().complete(response));
    end();
  }

  @Override
  public void onDisconnect(Runnable task) {
    onDisconnect = task;
  }
}
