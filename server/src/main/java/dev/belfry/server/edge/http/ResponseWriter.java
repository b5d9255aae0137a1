package dev.belfry.server.edge.http;

import dev.belfry.server.runtime.ByteBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/// Writes the responses of one connection; a large one counts among what waits for clients until it
/// is out.
///
/// @param outboxes for what waits for clients
record ResponseWriter(Channel channel, ByteBudget outboxes) {
  /// Responses up to here are not counted: there are no more of them than connections.
  private static final int BYTES_SMALL = 4 * 1024;

  /// Whether it is better not to give a large response to a client that only reads, since too much
  /// waits for clients already. What was done is always told.
  boolean refusesToHold(FullHttpResponse response, HttpRequest request) {
    return response.content().readableBytes() > BYTES_SMALL
        && request.method().equals(HttpMethod.GET)
        && outboxes.exhausted();
  }

  /// Writes a response, after which the connection stays.
  void write(FullHttpResponse response) {
    var _ = writeCounted(response);
  }

  /// Writes a response, after which the connection ends. A socket closed with unread bytes of a
  /// body is reset, and the response may be lost with it (RFC 9112 section 9.6): then only this
  /// side ends, and the connection's timeout closes what the client leaves open.
  ///
  /// @param read whether the request was read to its end
  void writeLast(FullHttpResponse response, boolean read) {
    var _ =
        writeCounted(response)
            .addListener(
                (ChannelFutureListener)
                    _ -> {
                      var _ = read ? channel.close() : ((SocketChannel) channel).shutdownOutput();
                    });
    channel.flush();
  }

  private ChannelFuture writeCounted(FullHttpResponse response) {
    int bytes = response.content().readableBytes();
    ChannelFuture written = channel.write(response);
    if (bytes > BYTES_SMALL) {
      outboxes.add(bytes);
      var _ = written.addListener(_ -> outboxes.add(-bytes));
    }
    return written;
  }

  /// Asks for the body of a request (RFC 9110 section 10.1.1).
  void writeContinue() {
    var _ =
        channel.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /// Flushes; returns whether every response so far is out.
  boolean allOut() {
    channel.flush();
    return channel.unsafe().outboundBuffer().isEmpty();
  }

  /// Runs the task once every response so far is out; never if the socket closes first.
  void whenAllOut(Runnable task) {
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
}
