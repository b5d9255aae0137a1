package dev.belfry.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A client of an event stream by hand, which reads only when asked, chunk by chunk.
final class StreamClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private String chunk = "";

  /// @param headers of the request besides `Host`, each with its line end
  StreamClient(int port, String path, String headers) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(60_000);
    in = socket.getInputStream();
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    String head = readThrough("\r\n\r\n");
    if (!head.startsWith("HTTP/1.1 200") || !head.contains("ransfer-")) {
      throw new IOException(head);
    }
  }

  private String readThrough(String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(US_ASCII).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        return "end";
      }
      read.write(next);
    }
    return read.toString(US_ASCII);
  }

  /// Reads one block: `id:` and `data:` as they came, without the last empty line; `end` where the
  /// connection ends.
  String read() throws IOException {
    int end = chunk.indexOf("\n\n");
    while (end < 0) {
      String size = readThrough("\r\n");
      if (size.equals("end")) {
        return "end";
      }
      chunk += new String(in.readNBytes(Integer.parseInt(size.strip(), 16)), UTF_8);
      var _ = in.readNBytes(2);
      end = chunk.indexOf("\n\n");
    }
    String block = chunk.substring(0, end);
    chunk = chunk.substring(end + 2);
    return block;
  }

  /// The data of the next block.
  String readData() throws IOException {
    String block = read();
    int data = block.indexOf("data: ");
    return data < 0 ? block : block.substring(data + "data: ".length());
  }

  /// The client says that it sends nothing more.
  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
