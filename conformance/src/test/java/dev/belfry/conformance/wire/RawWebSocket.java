package dev.belfry.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;

/// A WebSocket client (RFC 6455) that can also say what no honest client would.
public final class RawWebSocket implements AutoCloseable {
  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xA;
  public static final int FIN = 0x80;
  public static final int RSV1 = 0x40;
  public static final int RSV2 = 0x20;

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  /// One frame as it came.
  ///
  /// @param first its first byte: FIN, the reserved bits and the opcode
  public record Frame(int first, byte[] payload) {
    public int opcode() {
      return first & 0x0F;
    }

    public boolean last() {
      return (first & FIN) != 0;
    }

    /// The code of a close frame; 1005 where it has none.
    public int closeCode() {
      return payload.length < 2 ? 1005 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
  }

  /// What comes next for one who is not interested in frames.
  public sealed interface Incoming {
    /// A message.
    record Text(String text) implements Incoming {}

    /// The server says goodbye; code 1006 where it went without a word.
    record Closed(int code, String reason) implements Incoming {}
  }

  private final RawConnection connection;
  private final ResponseHead head;

  private RawWebSocket(RawConnection connection, ResponseHead head) {
    this.connection = connection;
    this.head = head;
  }

  public static RawWebSocket open(int port, String path, String... headers) throws IOException {
    return open(RawConnection.open(port), path, headers);
  }

  /// Shakes hands over a connection.
  ///
  /// @throws IOException also where the answer is not 101 with the right proof
  public static RawWebSocket open(RawConnection connection, String path, String... headers)
      throws IOException {
    ResponseHead head = ask(connection, path, headers);
    if (head.status() != 101 || !ACCEPT.equals(head.header("sec-websocket-accept").orElse(""))) {
      throw new IOException("no handshake: " + head);
    }
    return new RawWebSocket(connection, head);
  }

  /// Asks for an upgrade; the answer, whatever it is.
  public static ResponseHead ask(RawConnection connection, String path, String... headers)
      throws IOException {
    String[] all = new String[headers.length + 4];
    all[0] = "Connection: Upgrade";
    all[1] = "Upgrade: websocket";
    all[2] = "Sec-WebSocket-Version: 13";
    all[3] = "Sec-WebSocket-Key: " + KEY;
    System.arraycopy(headers, 0, all, 4, headers.length);
    connection.get(path, all);
    return connection.readHead();
  }

  public ResponseHead head() {
    return head;
  }

  public RawConnection connection() {
    return connection;
  }

  public void sendText(String text) throws IOException {
    send(FIN | TEXT, text.getBytes(UTF_8));
  }

  /// Sends one frame, masked.
  public void send(int first, byte[] payload) throws IOException {
    connection.send(frame(first, payload));
  }

  /// The bytes of one masked frame.
  public static byte[] frame(int first, byte[] payload) {
    var bytes = new ByteArrayOutputStream(payload.length + 14);
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(0x80 | payload.length);
    } else if (payload.length < 0x10000) {
      bytes.write(0x80 | 126);
      writeNumber(bytes, payload.length, 2);
    } else {
      bytes.write(0x80 | 127);
      writeNumber(bytes, payload.length, 8);
    }
    bytes.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      bytes.write(payload[i] ^ MASK[i & 3]);
    }
    return bytes.toByteArray();
  }

  private static void writeNumber(ByteArrayOutputStream bytes, long number, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      bytes.write((int) (number >>> shift));
    }
  }

  public Frame readFrame() throws IOException {
    int first = connection.readByte();
    int length = connection.readByte();
    long size = length < 126 ? length : readNumber(length == 126 ? 2 : 8);
    return new Frame(first, connection.read(Math.toIntExact(size)));
  }

  private long readNumber(int size) throws IOException {
    long number = 0;
    for (int i = 0; i < size; i++) {
      number = number << 8 | connection.readByte();
    }
    return number;
  }

  /// The next message or the end; answers pings on the way.
  public Incoming read() throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      Frame frame;
      try {
        frame = readFrame();
      } catch (EOFException | SocketException gone) {
        return new Incoming.Closed(1006, gone.toString());
      }
      switch (frame.opcode()) {
        case PING -> send(FIN | PONG, frame.payload());
        case PONG -> {}
        case CLOSE -> {
          return new Incoming.Closed(frame.closeCode(), reason(frame));
        }
        default -> message.writeBytes(frame.payload());
      }
      if (frame.last() && frame.opcode() < CLOSE) {
        return new Incoming.Text(message.toString(UTF_8));
      }
    }
  }

  private static String reason(Frame close) {
    int length = Math.max(0, close.payload().length - 2);
    return new String(close.payload(), Math.min(2, close.payload().length), length, UTF_8);
  }

  /// The next message, which must be one.
  public String readText() throws IOException {
    return switch (read()) {
      case Incoming.Text(String text) -> text;
      case Incoming.Closed closed -> throw new IOException("no message but " + closed);
    };
  }

  /// Reads on until the server closes; the code.
  public int readCloseCode() throws IOException {
    while (true) {
      if (read() instanceof Incoming.Closed(int code, String _)) {
        return code;
      }
    }
  }

  public void patience(Duration wait) throws IOException {
    connection.patience(wait);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
