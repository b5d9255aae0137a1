package dev.belfry.server.edge;

import dev.belfry.server.runtime.ByteBudget;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/// Writes the responses of one HTTP connection, and ends it after the last one. Owned by the loop.
final class ResponseWriter {
  /// Responses up to here are not counted: there are no more of them than connections.
  private static final int BYTES_SMALL = 4 * 1024;

  private final SocketChannel channel;
  private final ByteBudget outboxes;
  private final HttpDate date;

  ResponseWriter(SocketChannel channel, ByteBudget outboxes, HttpDate date) {
    this.channel = channel;
    this.outboxes = outboxes;
    this.date = date;
  }

  /// Whether it is better not to give a large response to a client that only asks, since too much
  /// waits for clients already. What was done is always told.
  boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return response.content().readableBytes() > BYTES_SMALL
        && request.method().equals(HttpMethod.GET)
        && outboxes.exhausted();
  }

  /// Writes a response after which the connection goes on, without flushing.
  void write(FullHttpResponse response, HttpRequest request) {
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      // a client of HTTP/1.0 takes any other answer for the end (RFC 9112 section C.2.2)
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    } else {
      HttpUtil.setKeepAlive(response, true);
    }
    var _ = write(response);
  }

  /// Writes a response and ends the connection after it.
  ///
  /// @param whole whether the request was read to its end. A socket closed with unread bytes is
  ///   reset, and the response may be lost with it (RFC 9112 section 9.6): then only this side ends
  void writeLast(FullHttpResponse response, boolean whole) {
    HttpUtil.setKeepAlive(response, false);
    var _ = write(response).addListener((ChannelFutureListener) _ -> closeAfter(whole));
    channel.flush();
  }

  /// A large response counts among what waits for clients until it is out.
  private ChannelFuture write(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, date.now());
    int bytes = response.content().readableBytes();
    ChannelFuture written = channel.write(response);
    if (bytes > BYTES_SMALL) {
      outboxes.add(bytes);
      var _ = written.addListener(_ -> outboxes.add(-bytes));
    }
    return written;
  }

  private void closeAfter(boolean whole) {
    if (whole) {
      var _ = channel.close();
    } else {
      var _ = channel.shutdownOutput();
    }
  }
}
