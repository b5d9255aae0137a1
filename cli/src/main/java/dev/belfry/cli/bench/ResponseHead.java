package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Reads the head of the answer that opens a stream (RFC 9112 section 4), of which only the status
/// matters.
final class ResponseHead {
  private static final int BYTES_MAX = 16 * 1024;

  private final StringBuilder text = new StringBuilder(256);

  /// Reads up to the end of the head. False when more must come.
  ///
  /// @throws IllegalStateException when there is no end within 16 KiB
  boolean take(ByteBuf bytes) {
    while (bytes.isReadable()) {
      byte next = bytes.readByte();
      text.append((char) (next & 0xFF));
      if (next == '\n' && text.indexOf("\r\n\r\n", Math.max(0, text.length() - 4)) >= 0) {
        return true;
      }
      if (text.length() > BYTES_MAX) {
        throw new IllegalStateException("the answer has no end of its head");
      }
    }
    return false;
  }

  boolean hasStatus(int status) {
    return statusLine().startsWith("HTTP/1.1 " + status);
  }

  String statusLine() {
    int end = text.indexOf("\r\n");
    return end < 0 ? text.toString() : text.substring(0, end);
  }

  /// The request that asks `plan`'s kind of stream from `target`.
  static byte[] request(BenchPlan plan, Target target) {
    StringBuilder request = new StringBuilder();
    request.append("GET ").append(target.path()).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(target.hostHeader()).append("\r\n");
    switch (target.kind()) {
      case HTTP -> request.append("Accept: text/event-stream\r\n");
      case WEBSOCKET -> {
        request.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
        request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        request.append("Sec-WebSocket-Version: 13\r\n");
        plan.subprotocol()
            .ifPresent(
                name -> request.append("Sec-WebSocket-Protocol: ").append(name).append("\r\n"));
      }
    }
    plan.headers().forEach(line -> request.append(line).append("\r\n"));
    return request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
