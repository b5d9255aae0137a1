package dev.belfry.server.edge.http;

import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.dispatch.ResponsePolicy;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.Connection;
import dev.belfry.server.edge.netty.ConnectionTable;
import dev.belfry.server.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/// The end of HTTP on a socket, by the request of one exchange: the HTTP handlers leave its
/// pipeline and one handler takes their place.
record HttpUpgrade(
    HttpConnection connection,
    HttpExchange exchange,
    ConnectionTable connections,
    @Nullable CloseReason refusal)
    implements ProtocolUpgrade {
  @Override
  public Channel channel() {
    return connection.channel();
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
  public void hold() {
    exchange.hold();
  }

  @Override
  public boolean gone() {
    return !connection.serves(exchange);
  }

  @Override
  public void refuse(Problem problem) {
    connection.refuse(problem);
  }

  @Override
  public void replaceWith(Connection other) {
    connections.replace(connection, other);
    ChannelPipeline pipeline = channel().pipeline();
    pipeline.addLast(other);
    connection.detach();
  }
}
