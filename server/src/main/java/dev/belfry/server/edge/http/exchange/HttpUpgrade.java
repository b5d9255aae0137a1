package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.dispatch.ResponsePolicy;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// The end of HTTP on a channel, by the request of one exchange.
///
/// @param lines of the access log; null where there is none
record HttpUpgrade(
    Responder responder,
    HttpExchange exchange,
    HttpDate date,
    @Nullable CloseReason refusal,
    @Nullable ConnectionLines lines)
    implements ProtocolUpgrade {
  @Override
  public Channel channel() {
    return responder.channel();
  }

  @Override
  public HttpRequest request() {
    return exchange.request();
  }

  @Override
  public ResponsePolicy policy() {
    return exchange.verdict().policy();
  }

  @Override
  public StreamFraming framing() {
    return responder.framing(request());
  }

  @Override
  public Object encode(HttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, date.now());
    if (lines != null) {
      lines.answered(response);
    }
    return responder.encode(response);
  }

  @Override
  public void hold() {
    exchange.hold();
  }

  @Override
  public boolean gone() {
    return !responder.serves(exchange);
  }

  @Override
  public void refuse(Problem problem) {
    exchange.refuse(problem);
  }

  @Override
  public void replaceWith(Connection other) {
    if (lines != null) {
      other.report(lines);
    }
    responder.replaceWith(other);
  }
}
