package dev.belfry.server.edge.http2;

import dev.belfry.server.edge.http.request.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;

/// Builds a server's codec of HTTP/2 that says why a head is refused. Netty itself answers a head
/// that is somewhat too large, with a status and nothing else: its fields are never decoded, so
/// nothing behind the codec hears of it.
final class ExplainingCodecBuilder extends Http2FrameCodecBuilder {
  private static final CharSequence TOO_LARGE =
      HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.codeAsText();

  private final byte[] body;

  /// @param headerBytesMax what the head of a request may have
  ExplainingCodecBuilder(int headerBytesMax) {
    server(true);
    this.body =
        Problem.word(431, "too-large", "a head has at most " + headerBytesMax + " bytes").toJson();
  }

  @Override
  protected Http2FrameCodec build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return super.build(decoder, new Explaining(encoder, body), settings);
  }

  private static final class Explaining extends DecoratingHttp2ConnectionEncoder {
    private final byte[] body;

    Explaining(Http2ConnectionEncoder encoder, byte[] body) {
      super(encoder);
      this.body = body;
    }

    @Override
    public ChannelFuture writeHeaders(
        ChannelHandlerContext netty,
        int stream,
        Http2Headers headers,
        int padding,
        boolean end,
        ChannelPromise promise) {
      boolean bare = headers.size() == 1 && AsciiString.contentEquals(TOO_LARGE, headers.status());
      return end && bare
          ? explain(netty, stream, promise)
          : super.writeHeaders(netty, stream, headers, padding, end, promise);
    }

    /// The stream is reset next, so the body has to go out at once: where the client leaves no room
    /// for it, it gets the status alone.
    private ChannelFuture explain(ChannelHandlerContext netty, int stream, ChannelPromise promise) {
      Http2Headers headers =
          new DefaultHttp2Headers()
              .status(TOO_LARGE)
              .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
              .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
              .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
      var _ = super.writeHeaders(netty, stream, headers, 0, false, netty.newPromise());
      ChannelFuture written =
          writeData(netty, stream, Unpooled.wrappedBuffer(body), 0, true, promise);
      try {
        flowController().writePendingBytes();
      } catch (Http2Exception broken) {
        netty.fireExceptionCaught(broken);
      }
      return written;
    }
  }
}
