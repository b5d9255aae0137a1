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

  /// Cuts all there are; how many.
  int cut() {
    synchronized (open) {
      int count = (int) open.stream().filter(end -> !end.isClosed()).count() / 2;
      open.forEach(CuttingProxy::reset);
      open.clear();
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
      Thread.ofVirtual().start(() -> pass(client, server));
      pass(server, client);
    } catch (IOException nobody) {
      reset(client);
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      reset(to);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    cut();
  }
}
