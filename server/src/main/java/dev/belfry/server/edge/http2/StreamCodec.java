package dev.belfry.server.edge.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The frames of one stream, made what its other handlers read and write: the parts of a request; a
/// response or its head; bytes, each buffer a frame of its own that shares the buffer's memory. A
/// flush is left to the connection, so that frames for many of its streams go out together.
final class StreamCodec extends ChannelDuplexHandler {
  /// What is given to the connection at once of a response. It says how far it is by the piece.
  private static final int PIECE_BYTES = 16 * 1024;

  private final Runnable flushSoon;
  private boolean headRead;

  /// The last frame of a response, until it is out.
  private @Nullable ChannelPromise lastFrame;

  private int piecesOut;

  /// @param flushSoon flushes the connection, once for all that was written until then
  StreamCodec(Runnable flushSoon) {
    this.flushSoon = flushSoon;
  }

  /// How many pieces of a response the client has let go out.
  int piecesOut() {
    return piecesOut;
  }

  // ---- in

  @Override
  public void channelRead(ChannelHandlerContext netty, Object frame) {
    switch (frame) {
      case Http2HeadersFrame head when !headRead -> readHead(netty, head);
      case Http2HeadersFrame _ -> netty.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      case Http2DataFrame data ->
          netty.fireChannelRead(
              data.isEndStream()
                  ? new DefaultLastHttpContent(data.content())
                  : new DefaultHttpContent(data.content()));
      default -> ReferenceCountUtil.release(frame);
    }
  }

  private void readHead(ChannelHandlerContext netty, Http2HeadersFrame head) {
    headRead = true;
    Optional<HttpRequest> request = RequestHeaders.read(head.headers());
    if (request.isEmpty()) {
      var _ = netty.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
      return;
    }
    netty.fireChannelRead(request.get());
    if (head.isEndStream()) {
      netty.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /// A stream that has failed is reset by whoever tells of it.
  @Override
  public void exceptionCaught(ChannelHandlerContext netty, Throwable cause) {
    if (!(cause instanceof Http2Exception)) {
      netty.fireExceptionCaught(cause);
    }
  }

  // ---- out

  @Override
  public void write(ChannelHandlerContext netty, Object message, ChannelPromise promise) {
    switch (message) {
      case FullHttpResponse whole -> {
        lastFrame = promise;
        writeWhole(netty, whole, promise);
      }
      case HttpResponse head -> writeHead(netty, head, false, promise);
      case ByteBuf bytes -> {
        var _ = netty.write(new DefaultHttp2DataFrame(bytes), promise);
      }
      default -> {
        var _ = netty.write(message, promise);
      }
    }
  }

  private static void writeHead(
      ChannelHandlerContext netty, HttpResponse response, boolean end, ChannelPromise promise) {
    Http2Headers headers = HttpConversionUtil.toHttp2Headers(response, true);
    var _ = netty.write(new DefaultHttp2HeadersFrame(headers, end), promise);
  }

  private void writeWhole(
      ChannelHandlerContext netty, FullHttpResponse response, ChannelPromise promise) {
    ByteBuf content = response.content();
    boolean interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (!content.isReadable()) {
      response.release();
      writeHead(netty, response, !interim, promise);
      return;
    }
    writeHead(netty, response, false, netty.newPromise());
    while (content.readableBytes() > PIECE_BYTES) {
      var _ =
          netty
              .write(new DefaultHttp2DataFrame(content.readRetainedSlice(PIECE_BYTES)))
              .addListener((ChannelFutureListener) _ -> piecesOut++);
    }
    var _ = netty.write(new DefaultHttp2DataFrame(content, true), promise);
  }

  /// Netty takes a stream whose last frame was written for one that ends by itself. As long as that
  /// frame waits for the client's leave, it does not.
  @Override
  public void close(ChannelHandlerContext netty, ChannelPromise promise) {
    if (lastFrame != null && !lastFrame.isDone()) {
      var _ = netty.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }
    var _ = netty.close(promise);
  }

  @Override
  public void flush(ChannelHandlerContext netty) {
    flushSoon.run();
  }
}
