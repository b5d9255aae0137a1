package dev.belfry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Passes bytes on to a server, and cuts connections without a word when it is told to, as a
/// network does.
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new ArrayList<>();
  private volatile int target;
  private volatile boolean withholding;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /// Where new connections go from now on.
  void leadTo(int port) {
    target = port;
  }

  /// Passes on nothing of what the server says, until the next cut.
  void withholdAnswers() {
    withholding = true;
  }

  /// Cuts all there are; how many.
  int cut() {
    synchronized (open) {
      int count = (int) open.stream().filter(end -> !end.isClosed()).count() / 2;
      open.forEach(CuttingProxy::reset);
      open.clear();
      withholding = false;
      return count;
    }
  }

  private static void reset(Socket end) {
    try {
      end.setSoLinger(true, 0);
      end.close();
    } catch (SocketException closed) {
      // its own end was quicker, which is as good
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> lead(client));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void lead(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      synchronized (open) {
        open.add(client);
        open.add(server);
      }
      Thread.ofVirtual().start(() -> passCommands(client, server));
      passAnswers(server, client);
    } catch (IOException nobody) {
      reset(client);
    }
  }

  private static void passCommands(Socket client, Socket server) {
    try (client;
        server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException cut) {
      reset(server);
    }
  }

  private void passAnswers(Socket server, Socket client) {
    byte[] buffer = new byte[8 * 1024];
    try (server;
        client) {
      for (int read = 0; read >= 0; read = server.getInputStream().read(buffer)) {
        if (!withholding) {
          client.getOutputStream().write(buffer, 0, read);
        }
      }
    } catch (IOException cut) {
      reset(client);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    cut();
  }
}
