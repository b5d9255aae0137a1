package dev.belfry.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.CharsetUtil;

/// A response of HTTP/1.1 as bytes, for the time when its codec has left the pipeline.
final class ResponseHead {
  private static final int BYTES_MOSTLY = 512;

  private ResponseHead() {}

  /// The bytes of a response, with its content where it has some. Takes it over.
  static ByteBuf encode(ByteBufAllocator allocator, HttpResponse response) {
    ByteBuf bytes = allocator.directBuffer(BYTES_MOSTLY);
    bytes.writeCharSequence("HTTP/1.1 " + response.status() + "\r\n", CharsetUtil.US_ASCII);
    response
        .headers()
        .forEach(header ->
            bytes.writeCharSequence(
                header.getKey() + ": " + header.getValue() + "\r\n", CharsetUtil.US_ASCII));
    bytes.writeCharSequence("\r\n", CharsetUtil.US_ASCII);
    if (response instanceof FullHttpResponse full) {
      bytes.writeBytes(full.content());
      full.release();
    }
    return bytes;
  }
}
