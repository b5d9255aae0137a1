package dev.belfry.server.edge.http;

import dev.belfry.server.runtime.Counted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import org.jspecify.annotations.Nullable;

/// Netty's parser of requests, which goes on only when it is asked to: what a client pipelines
/// behind the request that is being answered stays bytes, whatever the number of requests in it.
final class RequestDecoder extends HttpRequestDecoder {
  private final HttpConnection connection;
  private @Nullable ChannelHandlerContext context;

  RequestDecoder(HttpDecoderConfig config, HttpConnection connection) {
    super(config);
    this.connection = connection;
    setSingleDecode(true);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /// Bytes that were received and not decoded yet.
  int waitingBytes() {
    return actualReadableBytes();
  }

  /// Decodes on, which gives at most one part of a request to the connection. Returns whether that
  /// used any bytes.
  boolean decodeOn() {
    int before = waitingBytes();
    if (before == 0 || context == null || context.isRemoved()) {
      return false;
    }
    decode(context, Unpooled.EMPTY_BUFFER);
    return !context.isRemoved() && waitingBytes() < before;
  }

  private void decode(ChannelHandlerContext at, Object bytes) {
    try {
      super.channelRead(at, bytes);
    } catch (Exception failure) {
      at.fireExceptionCaught(failure);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object bytes) {
    connection.counters().add(Counted.BYTES_IN, ((ByteBuf) bytes).readableBytes());
    decode(at, bytes);
    connection.received();
  }

  /// The superclass would take the end of the input for that of the connection, and drop all but
  /// the next of the requests that have come before it.
  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      connection.inputEnded();
    } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
      super.userEventTriggered(at, event);
    }
  }
}
