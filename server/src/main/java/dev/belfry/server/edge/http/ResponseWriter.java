package dev.belfry.server.edge.http;

import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.edge.http.exchange.HeldResponses;
import dev.belfry.server.edge.netty.ConnectionContext;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/// Writes the responses of one HTTP/1.1 connection, and ends it after the last one. Owned by the
/// loop.
final class ResponseWriter {
  private final SocketChannel channel;
  private final HttpDate date;
  private final HeldResponses held;

  /// @param whenOut called when no response waits any more
  ResponseWriter(
      SocketChannel channel, ConnectionContext sockets, HttpDate date, Runnable whenOut) {
    this.channel = channel;
    this.date = date;
    this.held = new HeldResponses(sockets, whenOut);
  }

  /// Whether one more response may wait for this client.
  boolean mayHoldMore() {
    return held.mayHoldMore();
  }

  /// Whether it is better not to give a large response to this client now.
  boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return held.refusesToHold(response, request);
  }

  /// Asks for the body that the client has announced (RFC 9110 section 10.1.1).
  void writeContinue() {
    var _ =
        channel.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
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

  private ChannelFuture write(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, date.now());
    return held.write(channel, response);
  }

  /// Runs the task once every response so far is out; never if the socket closes first.
  void whenAllOut(Runnable task) {
    channel.flush();
    if (channel.unsafe().outboundBuffer().isEmpty()) {
      task.run();
      return;
    }
    var _ =
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(
                (ChannelFutureListener)
                    written -> {
                      if (written.isSuccess()) {
                        task.run();
                      }
                    });
  }

  private void closeAfter(boolean whole) {
    if (whole) {
      var _ = channel.close();
    } else {
      var _ = channel.shutdownOutput();
    }
  }
}
