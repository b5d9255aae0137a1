package dev.belfry.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A client of HTTP/2 by hand, frame by frame, which may send what no client should.
final class RawHttp2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final int NO_ERROR = 0;
  static final int PROTOCOL_ERROR = 1;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  private final SSLSocket socket;
  private final OutputStream out;
  private final DataInputStream in;

  /// A frame from the server.
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    /// Of `RST_STREAM`, or of `GOAWAY` behind the last stream.
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private RawHttp2Client(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(socket.getInputStream());
  }

  /// Agrees on HTTP/2, and sends nothing yet.
  static RawHttp2Client agree(SecureServer server) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            server
                .certificate()
                .trusting()
                .getSocketFactory()
                .createSocket("localhost", server.belfry().port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(60_000);
    socket.startHandshake();
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new IOException("not HTTP/2, but " + socket.getApplicationProtocol());
    }
    return new RawHttp2Client(socket);
  }

  /// Begins a connection, with settings in pairs: identifier and value.
  static RawHttp2Client connect(SecureServer server, int... settings) throws Exception {
    RawHttp2Client client = agree(server);
    client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    ByteBuffer payload = ByteBuffer.allocate(settings.length / 2 * 6);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    client.send(SETTINGS, 0, 0, payload.array());
    return client;
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(frame(type, flags, stream, payload));
  }

  void send(byte[] frames) throws IOException {
    out.write(frames);
  }

  /// Headers in pairs, each a literal without indexing (RFC 7541 section 6.2.2).
  static byte[] headers(String... pairs) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.length; i += 2) {
      block.write(0);
      literal(block, pairs[i]);
      literal(block, pairs[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream to, String text) {
    int length = text.length();
    if (length < 127) {
      to.write(length);
    } else {
      to.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        to.write(rest % 128 + 128);
        rest /= 128;
      }
      to.write(rest);
    }
    to.writeBytes(text.getBytes(US_ASCII));
  }

  static byte[] request(String method, String path, String... more) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(
        headers(":method", method, ":scheme", "https", ":authority", "localhost", ":path", path));
    block.writeBytes(headers(more));
    return block.toByteArray();
  }

  /// Sends a request without a body.
  void get(int stream, String path, String... more) throws IOException {
    send(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", path, more));
  }

  void windowUpdate(int stream, int bytes) throws IOException {
    send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Frame(type, flags, stream, in.readNBytes(length));
  }

  /// Reads on to the next frame of a type.
  Frame read(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /// Reads to the end; returns the error that the server has given for it, -1 where it gave none.
  int readToEnd() throws IOException {
    int error = -1;
    try {
      while (true) {
        Frame frame = read();
        error = frame.type() == GOAWAY ? frame.error() : error;
      }
    } catch (EOFException | SocketException | SSLException end) {
      return error;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
