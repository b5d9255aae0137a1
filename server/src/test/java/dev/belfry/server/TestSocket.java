package dev.belfry.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A WebSocket client by hand, which does only what it is told: it answers no ping, and reads only
/// when asked.
final class TestSocket implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /// @param headers of the handshake besides those that it needs, `Name: value`
  TestSocket(int port, String path, String... headers) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(60_000);
    in = socket.getInputStream();
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + String.join("", Arrays.stream(headers).map(header -> header + "\r\n").toList())
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    readHead();
  }

  private void readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException(head.toString());
    }
  }

  /// Sends a text frame, masked with zeros.
  void send(String text) throws IOException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(14 + data.length);
    frame.put((byte) 0x81);
    if (data.length < 126) {
      frame.put((byte) (0x80 | data.length));
    } else if (data.length <= 0xFFFF) {
      frame.put((byte) (0x80 | 126)).putShort((short) data.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(data.length);
    }
    frame.putInt(0).put(data);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  /// Sends a close frame, masked with zeros.
  void sendClose(int code) throws IOException {
    byte[] frame = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, (byte) (code >> 8), (byte) code};
    socket.getOutputStream().write(frame);
  }

  /// Ends the sending side without a close frame; what comes can still be read.
  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /// Reads one frame: `text:...`, `ping`, `close:CODE REASON`; `end` where the stream ends.
  String read() throws IOException {
    int first = in.read();
    if (first < 0) {
      return "end";
    }
    int length = in.read();
    if (length == 126) {
      length = (in.read() << 8) | in.read();
    } else if (length == 127) {
      length = ByteBuffer.wrap(in.readNBytes(8)).rewind().getInt(4);
    }
    byte[] payload = in.readNBytes(length);
    return switch (first & 15) {
      case 1 -> "text:" + new String(payload, StandardCharsets.UTF_8);
      case 8 -> {
        int code = ((payload[0] & 255) << 8) | (payload[1] & 255);
        byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
        yield "close:" + code + " " + new String(reason, StandardCharsets.UTF_8);
      }
      case 9 -> "ping";
      default -> "frame " + (first & 15);
    };
  }

  /// Reads up to the close frame, and returns it.
  String readToClose() throws IOException {
    String frame = read();
    while (!frame.startsWith("close") && !frame.equals("end")) {
      frame = read();
    }
    return frame;
  }

  /// Reads until the stream ends, which it has to.
  String readToEnd() throws IOException {
    String frame = read();
    while (!frame.equals("end")) {
      frame = read();
    }
    return frame;
  }

  /// Closes the socket without a goodbye.
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
