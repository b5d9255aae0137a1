package dev.belfry.server.edge.websocket.handshake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What becomes of a request to speak WebSocket.
public sealed interface HandshakeResult {
  /// The connection speaks WebSocket from now on.
  ///
  /// @param accept what proves that the key was read (RFC 6455 section 4.2.2)
  /// @param subprotocol the one that is spoken; null for none
  /// @param extensions the answer to the offers; null where none was taken
  record Accepted(String accept, @Nullable String subprotocol, @Nullable String extensions)
      implements HandshakeResult {
    private static final byte[] START =
        """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        """
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPT = ascii("Sec-WebSocket-Accept: ");
    private static final byte[] SUBPROTOCOL = ascii("\r\nSec-WebSocket-Protocol: ");
    private static final byte[] EXTENSIONS = ascii("\r\nSec-WebSocket-Extensions: ");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final int BYTES_MOSTLY = 320;

    /// Whether messages may be compressed from now on.
    public boolean deflate() {
      return extensions != null;
    }

    /// The whole answer, ready for the socket. The caller releases it, as writing it does.
    public ByteBuf response(ByteBufAllocator allocator) {
      ByteBuf response = allocator.directBuffer(BYTES_MOSTLY);
      response.writeBytes(START).writeBytes(ACCEPT);
      response.writeCharSequence(accept, StandardCharsets.US_ASCII);
      if (subprotocol != null) {
        response.writeBytes(SUBPROTOCOL);
        response.writeCharSequence(subprotocol, StandardCharsets.US_ASCII);
      }
      if (extensions != null) {
        response.writeBytes(EXTENSIONS);
        response.writeCharSequence(extensions, StandardCharsets.US_ASCII);
      }
      return response.writeBytes(END);
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /// It does not.
  ///
  /// @param status of the HTTP answer
  /// @param detail a sentence for the developer of the client
  /// @param headers that the answer must have
  record Refused(int status, String detail, Map<String, String> headers)
      implements HandshakeResult {}
}
