package dev.belfry.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One machine that sends many bodies by half does not keep the others from publishing.
class OneAddressTest {
  private static final int BODY = 60_000;

  private static Socket connect(Belfry belfry, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), belfry.port()));
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, int bodyBytes) throws IOException {
    String head =
        "POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY + "\r\n\r\n";
    socket.getOutputStream().write((head + "x".repeat(bodyBytes)).getBytes(US_ASCII));
  }

  private static String statusOf(Socket socket) throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    return line == null ? "closed" : line.split(" ")[1];
  }

  @Test
  void oneAddressHasHalfOfWhatMayBeHalfHere() throws Exception {
    try (Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("server.loops", "1")
            .set("server.drain", "1s")
            .set("limits.incoming", "2MiB")
            .start()) {
      List<Socket> half = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Socket socket = connect(belfry, "127.0.0.1");
        half.add(socket);
        send(socket, BODY - 1);
      }
      try (Socket same = connect(belfry, "127.0.0.1");
          Socket other = connect(belfry, "127.0.0.2")) {
        send(same, BODY);
        assertThat(statusOf(same)).isEqualTo("503");
        send(other, BODY);
        assertThat(statusOf(other)).isEqualTo("201");
      }
      for (Socket socket : half) {
        socket.close();
      }
    }
  }
}
