package dev.belfry.server.edge.encode;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// How the text of an event stream lies in the response's body. Either way a frame of the stream is
/// complete in itself, so that all clients get the very same bytes.
public enum StreamFraming {
  /// Each frame is one chunk (RFC 9112 section 7.1). Only so do clients of HTTP/1.1 that read
  /// chunks see a message when it comes, and tell a cut from an end: no stream ends with the last
  /// chunk, since none is over.
  CHUNKED,
  /// The bare text: for clients of HTTP/1.0, which knows no chunks, and of HTTP/2, whose frames it
  /// lies in.
  BARE;

  /// What a frame takes beside its text.
  public static final int OVERHEAD_BYTES = 12;

  private static final int SIZE_DIGITS = 8;
  private static final byte[] SIZE_BLANK = "00000000\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// The framing for the client that sent a request by HTTP/1.1 or HTTP/1.0.
  public static StreamFraming of(HttpRequest request) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? BARE : CHUNKED;
  }

  /// Begins a frame; what is written to the buffer until `end` is its text, one byte at least.
  /// Returns where the frame starts.
  public int begin(ByteBuf to) {
    int start = to.writerIndex();
    if (this == CHUNKED) {
      to.writeBytes(SIZE_BLANK);
    }
    return start;
  }

  /// Ends the frame that starts there.
  public void end(ByteBuf to, int start) {
    if (this == BARE) {
      return;
    }
    int size = to.writerIndex() - start - SIZE_BLANK.length;
    for (int digit = SIZE_DIGITS - 1; digit >= 0; digit--) {
      to.setByte(start + digit, HEX[size & 15]);
      size >>>= 4;
    }
    to.writeByte('\r').writeByte('\n');
  }
}
