package dev.belfry.server.auth.jwks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Reads an answer of HTTP/1.1 (RFC 9112) to the end of the connection, with bounds on all of it.
final class ResponseReader {
  static final int BODY_BYTES_MAX = 256 * 1024;
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int OK = 200;
  private static final int HEX = 16;

  private final InputStream in;
  private int headBytes;

  private ResponseReader(InputStream in) {
    this.in = in;
  }

  static Fetched read(Socket socket) throws IOException {
    return new ResponseReader(new BufferedInputStream(socket.getInputStream())).response();
  }

  private Fetched response() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 ") && !status.startsWith("HTTP/1.0 ")) {
      return new Fetched.Failed("does not speak HTTP");
    }
    if (!status.startsWith(OK + " ", "HTTP/1.1 ".length())
        && !status.substring("HTTP/1.1 ".length()).equals("" + OK)) {
      return new Fetched.Failed("answered " + code(status) + ", not 200");
    }
    Map<String, String> headers = headers();
    String encoding = headers.getOrDefault("content-encoding", "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return new Fetched.Failed("answered in an encoding that was not asked for");
    }
    return body(headers);
  }

  /// Three digits, or what stands in their place.
  private static String code(String status) {
    String rest = status.substring("HTTP/1.1 ".length());
    return rest.matches("\\d{3}( .*)?") ? rest.substring(0, 3) : "something else";
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private Fetched body(Map<String, String> headers) throws IOException {
    String transfer = headers.get("transfer-encoding");
    if (transfer != null) {
      return transfer.equalsIgnoreCase("chunked")
          ? chunks()
          : new Fetched.Failed("answered in a transfer encoding that was not asked for");
    }
    String length = headers.get("content-length");
    if (length != null && !length.matches("\\d{1,9}")) {
      return new Fetched.Failed("answered without a length that can be read");
    }
    int wanted = length == null ? BODY_BYTES_MAX + 1 : Integer.parseInt(length);
    if (length != null && wanted > BODY_BYTES_MAX) {
      return tooLarge();
    }
    byte[] body = in.readNBytes(wanted);
    if (length != null && body.length < wanted) {
      throw new EOFException("the answer ended too early");
    }
    return body.length > BODY_BYTES_MAX ? tooLarge() : new Fetched.Body(body);
  }

  private Fetched chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line().replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9a-fA-F]{1,6}")) {
        return new Fetched.Failed("answered in chunks that can't be read");
      }
      int wanted = Integer.parseInt(size, HEX);
      if (body.size() + wanted > BODY_BYTES_MAX) {
        return tooLarge();
      }
      if (wanted == 0) {
        return new Fetched.Body(body.toByteArray());
      }
      byte[] chunk = in.readNBytes(wanted);
      if (chunk.length < wanted || !line().isEmpty()) {
        throw new EOFException("the answer ended too early");
      }
      body.writeBytes(chunk);
    }
  }

  private static Fetched tooLarge() {
    return new Fetched.Failed("answered more than " + BODY_BYTES_MAX + " bytes");
  }

  /// A line of the head, or of the frame around a chunk: all of them together are bounded.
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      headBytes++;
      if (b < 0) {
        throw new EOFException("the answer ended too early");
      }
      if (headBytes > HEAD_BYTES_MAX) {
        throw new IOException("a head of more than " + HEAD_BYTES_MAX + " bytes");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
