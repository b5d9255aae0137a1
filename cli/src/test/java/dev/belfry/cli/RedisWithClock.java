package dev.belfry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What looks like a Redis whose clock goes ahead. It answers what tells who it is and what time it
/// has (<https://redis.io/docs/latest/develop/reference/protocol-spec/>).
final class RedisWithClock implements AutoCloseable {
  private final ServerSocket listening;
  private final Duration ahead;

  RedisWithClock(Duration ahead) throws IOException {
    this.ahead = ahead;
    listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // Nobody is served any more.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String count = in.readLine(); count != null; count = in.readLine()) {
        List<String> words = new ArrayList<>();
        for (int i = Integer.parseInt(count.substring(1)); i > 0; i--) {
          in.readLine(); // the length
          words.add(in.readLine().toUpperCase(Locale.ROOT));
        }
        socket.getOutputStream().write(answer(words).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException gone) {
      // The client has left.
    }
  }

  private String answer(List<String> words) {
    return switch (words.getFirst()) {
      case "HELLO" ->
          "%3\r\n"
              + text("version")
              + text("7.0.0")
              + text("proto")
              + ":3\r\n"
              + text("id")
              + ":1\r\n";
      case "INFO" ->
          text("redis_version:7.0.0\r\ncluster_enabled:0\r\nrole:master\r\nmaster_replid:a\r\n");
      case "TIME" -> {
        Instant now = Instant.now().plus(ahead);
        yield "*2\r\n" + text("" + now.getEpochSecond()) + text("" + now.getNano() / 1_000);
      }
      default -> "+OK\r\n";
    };
  }

  private static String text(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
