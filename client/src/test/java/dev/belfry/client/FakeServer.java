package dev.belfry.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A WebSocket server on plain sockets that says just what a test has it say. Each connection is a
/// [Peer], in the order in which they came.
final class FakeServer implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private volatile String subprotocol = "belfry.v1.json";
  private volatile String refusal = "";

  FakeServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /// What it answers to handshakes from now on; empty for yes.
  void refuseWith(String status) {
    refusal = status;
  }

  void speak(String other) {
    subprotocol = other;
  }

  /// The next connection.
  Peer next() throws InterruptedException {
    Peer peer = peers.poll(10, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("nobody connected");
    }
    return peer;
  }

  /// The next connection, once it has said connect and been welcomed.
  Peer nextGreeted() throws Exception {
    Peer peer = next();
    peer.welcome("\"ping\":25");
    return peer;
  }

  boolean nobodyWaits() {
    return peers.isEmpty();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        accepted.add(client);
        Thread.ofVirtual().start(() -> shakeHands(client));
      }
    } catch (IOException closed) {
      peers.clear();
    }
  }

  private void shakeHands(Socket client) {
    try {
      String head = readHead(client.getInputStream());
      String key = head.replaceAll("(?is).*sec-websocket-key: *([^\r]+)\r.*", "$1");
      String answer =
          refusal.isEmpty()
              ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
                  + ("Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
              : "HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n";
      client.getOutputStream().write(answer.getBytes(ISO_8859_1));
      if (refusal.isEmpty()) {
        peers.add(new Peer(client));
      } else {
        client.close();
      }
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("the handshake was cut");
      }
      head.append((char) read);
    }
    return head.toString();
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Is gone, and every connection with it.
  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : accepted) {
      client.close();
    }
  }
}
