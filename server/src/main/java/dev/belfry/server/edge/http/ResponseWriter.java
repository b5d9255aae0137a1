package dev.belfry.server.edge.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.runtime.ByteBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/// Writes the responses of one HTTP connection, and ends it after the last one. Owned by the loop.
final class ResponseWriter {
  /// Responses up to here are given however much waits for slow clients.
  private static final int BYTES_SMALL = 4 * 1024;

  /// What a response that is not out costs beside its content: head and objects.
  private static final int RESPONSE_BYTES = 1024;

  /// How long a response may be on its way while twice of what may wait for clients does.
  private static final int TAKEN_WITHIN_SECONDS = 2;

  private final SocketChannel channel;
  private final ByteBudget outboxes;
  private final HttpDate date;
  private final Runnable whenOut;

  /// Responses that are not out.
  private int waiting;

  /// @param whenOut called when no response waits any more
  ResponseWriter(SocketChannel channel, ByteBudget outboxes, HttpDate date, Runnable whenOut) {
    this.channel = channel;
    this.outboxes = outboxes;
    this.date = date;
    this.whenOut = whenOut;
  }

  /// Whether one more response may wait for this client. While too much waits for slow clients,
  /// none but the first may.
  boolean mayHoldMore() {
    return waiting == 0 || !outboxes.exhausted();
  }

  /// Whether it is better not to give a large response to a client that only reads, since too much
  /// waits for clients already, and some of it for this one. What was done is always told.
  boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return response.content().readableBytes() > BYTES_SMALL
        && request.method().equals(HttpMethod.GET)
        && waiting > 0
        && outboxes.exhausted();
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

  /// A response counts among what waits for clients until it is out.
  private ChannelFuture write(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, date.now());
    int bytes = response.content().readableBytes() + RESPONSE_BYTES;
    outboxes.add(bytes);
    waiting++;
    ChannelFuture written = channel.write(response).addListener(_ -> written(bytes));
    if (outboxes.overfull()) {
      Runnable check = () -> cutOffUnlessOut(written);
      var _ = channel.eventLoop().schedule(check, TAKEN_WITHIN_SECONDS, SECONDS);
    }
    return written;
  }

  /// A client that does not take what it has asked for while there is no memory left to wait for it
  /// is cut off.
  private void cutOffUnlessOut(ChannelFuture written) {
    if (!written.isDone() && outboxes.overfull()) {
      var _ = channel.close();
    }
  }

  private void written(int bytes) {
    outboxes.add(-bytes);
    waiting--;
    if (waiting == 0) {
      whenOut.run();
    }
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
