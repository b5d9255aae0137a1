package dev.belfry.server.auth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/// A server on loopback that answers every connection in one way, which may be a bad one.
public final class FakeServer implements AutoCloseable {
  /// What it does with a connection whose request it has read.
  @FunctionalInterface
  public interface Manner {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final String scheme;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile Manner manner;

  public FakeServer(Manner manner) throws IOException {
    this("http", ServerSocketFactory.getDefault(), manner);
  }

  public FakeServer(String scheme, ServerSocketFactory sockets, Manner manner) throws IOException {
    this.scheme = scheme;
    this.manner = manner;
    server = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  /// A whole answer with a length.
  public static Manner answering(String status, String body) {
    return out ->
        write(
            out,
            "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body));
  }

  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  public void become(Manner other) {
    manner = other;
  }

  public URI url(String host) {
    return URI.create(scheme + "://" + host + ":" + server.getLocalPort() + "/jwks.json?v=1");
  }

  /// The heads of all requests.
  public List<String> requests() {
    return requests;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      requests.add(head.toString());
      manner.answer(socket.getOutputStream());
    } catch (IOException | InterruptedException gone) {
      // The client has had enough.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
