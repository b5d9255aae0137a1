package dev.belfry.cli;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.BelfryConnection;
import dev.belfry.client.Publication;
import dev.belfry.client.SubscribeOptions;
import dev.belfry.server.Belfry;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `belfry train`, for the launcher: does a little of all that a server does, or a client, and
/// ends, so that the JVM can note which classes that takes (JEP 483). The two have a cache each,
/// and the server's clients are bare sockets here: what a client library loads would be in the
/// server's memory.
@Command(name = "train", hidden = true, description = "Make a cache for a faster start.")
final class TrainCommand implements Callable<Integer> {
  private static final int SOCKETS = 300;
  private static final int MESSAGES = 300;
  private static final int WAIT_MILLIS = 60_000;
  private static final String CHANNEL = "notifications";

  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  /// A masked text frame that says "hi", with a mask of zeros (RFC 6455 section 5.2).
  private static final byte[] FRAME = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};

  /// What is trained.
  enum Role {
    SERVER,
    CLIENT
  }

  @Parameters(paramLabel = "ROLE", arity = "0..1")
  Role role = Role.SERVER;

  @Override
  public Integer call() throws Exception {
    Path data = Files.createTempDirectory("belfry-train");
    try (Belfry server = Belfry.builder().config(config(data)).start()) {
      switch (role) {
        case SERVER -> train(server.uri().getPort());
        case CLIENT -> trainClient(server.uri());
      }
    } finally {
      delete(data);
    }
    return 0;
  }

  private static ServerConfig config(Path data) {
    return ServerConfig.of(
        Map.of("server.port", "0", "server.drain", "1s", "data", data.toString()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void trainClient(URI server) throws Exception {
    CountDownLatch heard = new CountDownLatch(MESSAGES);
    try (BelfryClient client = new BelfryClient(server);
        BelfryConnection connection = BelfryConnection.open(server)) {
      connection.subscribe(CHANNEL, SubscribeOptions.since("earliest"), _ -> heard.countDown());
      for (int i = 0; i < MESSAGES; i++) {
        client.publish(Publication.text(CHANNEL, "message " + i));
      }
      if (!heard.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new TimeoutException("not all messages came back");
      }
    }
  }

  private static void train(int port) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      sockets.add(ask(port, "GET", "Accept: text/event-stream", ""));
      for (int i = 0; i < SOCKETS; i++) {
        sockets.add(ask(port, "GET", UPGRADE, ""));
      }
      Socket publisher = ask(port, "POST", "Content-Type: application/json", "{\"n\":0}");
      sockets.add(publisher);
      for (int i = 0; i < MESSAGES; i++) {
        sockets.get(1).getOutputStream().write(FRAME);
        write(publisher, "POST", "Content-Type: text/plain", "message " + i);
        readUntil(publisher.getInputStream(), "}");
        for (Socket each : sockets) {
          each.getInputStream().skipNBytes(each.getInputStream().available());
        }
      }
      sockets.add(ask(port, "GET", "Accept: application/json", ""));
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /// Sends a request on a new socket and waits for the head of its answer.
  private static Socket ask(int port, String method, String header, String body)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(WAIT_MILLIS);
    write(socket, method, header, body);
    readUntil(socket.getInputStream(), "\r\n\r\n");
    return socket;
  }

  private static void write(Socket socket, String method, String header, String body)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, "/" + CHANNEL, header, body.length(), body);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static void readUntil(InputStream in, String end) throws IOException {
    int matched = 0;
    while (matched < end.length()) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed too early");
      }
      matched = next == end.charAt(matched) ? matched + 1 : next == end.charAt(0) ? 1 : 0;
    }
  }
}
