package dev.belfry.conformance.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/// A TCP connection that says exactly the bytes it is told to, and reads HTTP/1.1 answers. Reading
/// gives up after ten seconds without a byte unless told otherwise.
public final class RawConnection implements AutoCloseable {
  private static final int SEND_BUFFER_BYTES = 64 * 1024;
  private static final int READ_MILLIS_MAX = 10_000;

  private final Socket plain;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /// @param socket the plain one, or TLS over it
  private RawConnection(Socket plain, Socket socket) throws IOException {
    this.plain = plain;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  public static RawConnection open(int port) throws IOException {
    return open(port, 0);
  }

  /// Opens one whose kernel keeps few bytes for it, so that the server notices soon when it does
  /// not read, and that many of them leave the kernel memory for others.
  ///
  /// @param receiveBufferBytes asked of the kernel, which may keep some more; 0 for its default
  public static RawConnection open(int port, int receiveBufferBytes) throws IOException {
    return inTheClear(connect(new Socket(), port, receiveBufferBytes));
  }

  /// The same over TLS.
  ///
  /// @param context whom it trusts
  public static RawConnection open(SSLContext context, int port, int receiveBufferBytes)
      throws IOException {
    Socket plain = connect(new Socket(), port, receiveBufferBytes);
    Socket encrypted = context.getSocketFactory().createSocket(plain, "localhost", port, true);
    encrypted.setSoTimeout(READ_MILLIS_MAX);
    return new RawConnection(plain, encrypted);
  }

  private static RawConnection inTheClear(Socket socket) throws IOException {
    return new RawConnection(socket, socket);
  }

  /// Opens one from another address of this machine, such as `127.0.0.2`, as another client does.
  /// Linux only, unless the address was set up.
  public static RawConnection openFrom(String address, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    return inTheClear(connect(socket, port, 0));
  }

  private static Socket connect(Socket socket, int port, int receiveBufferBytes)
      throws IOException {
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
      socket.setSendBufferSize(SEND_BUFFER_BYTES);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_MILLIS_MAX);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    return socket;
  }

  public void patience(Duration wait) throws IOException {
    socket.setSoTimeout((int) wait.toMillis());
  }

  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /// Sends a text as UTF-8, where each line end is written CRLF already.
  public void send(String text) throws IOException {
    send(text.getBytes(UTF_8));
  }

  /// Sends a request for `127.0.0.1` without a body.
  ///
  /// @param headers whole lines without their ends
  public void get(String path, String... headers) throws IOException {
    send(head("GET", path, headers) + "\r\n");
  }

  /// Sends a request for `127.0.0.1` with a body.
  public void post(String path, String body, String... headers) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    send(head("POST", path, headers) + "Content-Length: " + bytes.length + "\r\n\r\n" + body);
  }

  private static String head(String method, String path, String... headers) {
    var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  /// Reads the head of an answer.
  public ResponseHead readHead() throws IOException {
    String[] start = readLine().split(" ", 3);
    if (start.length < 2 || !start[0].startsWith("HTTP/1.")) {
      throw new IOException("no status line: " + String.join(" ", start));
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new ResponseHead(Integer.parseInt(start[1]), headers);
  }

  /// Reads the body that belongs to a head.
  public String readBody(ResponseHead head) throws IOException {
    if (head.chunked()) {
      return new String(new ChunkedBody(this).readAllBytes(), UTF_8);
    }
    int length = Integer.parseInt(head.header("content-length").orElse("0"));
    return new String(read(length), UTF_8);
  }

  /// Reads a body that may never end.
  InputStream body(ResponseHead head) {
    return head.chunked() ? new ChunkedBody(this) : in;
  }

  String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = readByte(); b != '\n'; b = readByte()) {
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /// Reads one byte.
  ///
  /// @throws EOFException where the server has ended the connection
  public int readByte() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("the server has ended the connection");
    }
    return b;
  }

  /// Reads what there is, at least one byte.
  public int readSome(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count < 0) {
      throw new EOFException("the server has ended the connection");
    }
    return count;
  }

  /// Reads so many bytes.
  public byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the server has ended the connection");
    }
    return bytes;
  }

  /// Whether nothing says that the connection has ended: waits for so long without reading any of
  /// what comes.
  public boolean openFor(Duration wait) throws IOException {
    patience(wait);
    in.mark(1);
    try {
      int next = in.read();
      in.reset();
      LockSupport.parkNanos(next < 0 ? 0 : wait.toNanos());
      return next >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  /// Reads and forgets all that comes, until the server ends the connection or nothing comes for so
  /// long; whether it ended.
  public boolean endsWithin(Duration wait) throws IOException {
    patience(wait);
    byte[] forgotten = new byte[8192];
    try {
      int count = in.read(forgotten);
      while (count >= 0) {
        count = in.read(forgotten);
      }
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /// Ends it by a reset, without a word, as a device does that has lost its network. Any thread.
  public void vanish() throws IOException {
    plain.setSoLinger(true, 0);
    plain.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
