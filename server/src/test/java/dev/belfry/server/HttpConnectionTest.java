package dev.belfry.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP on a socket, byte by byte, on each transport: what is pipelined, half closed, slow.
class HttpConnectionTest {
  private static final Pattern CREATED = Pattern.compile("HTTP/1\\.1 201 Created\r\n");

  private static Belfry start(String transport, String... settings) throws IOException {
    Belfry.Builder builder =
        Belfry.builder().port(0).set("server.transport", transport).set("server.drain", "1s");
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return builder.start();
  }

  private static String post(String body, String... headers) {
    return "POST /notifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + String.join("", headers)
        + "\r\n"
        + body;
  }

  private static Socket connect(Belfry belfry) throws IOException {
    Socket socket = new Socket("127.0.0.1", belfry.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readToEnd(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!read.toString(ISO_8859_1).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the end, after " + read);
      }
      read.write(next);
    }
    return read.toString(ISO_8859_1);
  }

  /// A retry of what was published but not answered would double it.
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "io_uring"})
  void aRequestWhoseClientEndsItsSideIsAnswered(String transport) throws Exception {
    try (Belfry belfry = start(transport)) {
      for (int round = 0; round < 100; round++) {
        try (Socket socket = connect(belfry)) {
          send(socket, post("m" + round));
          socket.shutdownOutput();
          assertThat(readToEnd(socket)).startsWith("HTTP/1.1 201 Created\r\n");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "io_uring"})
  void allPipelinedRequestsAreAnsweredAlsoWhereTheClientHasEndedItsSide(String transport)
      throws Exception {
    try (Belfry belfry = start(transport)) {
      for (int count : new int[] {1, 200, 2_000}) {
        try (Socket socket = connect(belfry)) {
          StringBuilder requests = new StringBuilder();
          for (int i = 0; i < count; i++) {
            requests.append(post("m" + i));
          }
          Thread.startVirtualThread(() -> {
            try {
              send(socket, requests.toString());
              socket.shutdownOutput();
            } catch (IOException closed) {
              throw new IllegalStateException(closed);
            }
          });
          assertThat(CREATED.matcher(readToEnd(socket)).results().count()).isEqualTo(count);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "io_uring"})
  void aThousandPipelinedGetsAreAnsweredOnAConnectionThatStays(String transport) throws Exception {
    String get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Belfry belfry = start(transport);
        Socket socket = connect(belfry)) {
      send(socket, get.repeat(1_000));
      for (int i = 0; i < 1_000; i++) {
        readUntil(socket, "{\"status\":\"up\"}");
      }
      send(socket, get);
      assertThat(readUntil(socket, "}")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "io_uring"})
  void aRequestThatIsNotWholeWhenTheClientEndsItsSideIsNothing(String transport) throws Exception {
    try (Belfry belfry = start(transport);
        Socket socket = connect(belfry)) {
      send(socket, post("whole") + post("half").replace("half", "ha"));
      socket.shutdownOutput();
      assertThat(CREATED.matcher(readToEnd(socket)).results().count()).isEqualTo(1);
    }
  }

  /// What is sent right behind the handshake, in one segment with it, is answered after it.
  @ParameterizedTest
  @ValueSource(strings = {"", "Sec-WebSocket-Protocol: belfry.v1.json\r\n"})
  void framesBehindTheHandshakeAreTakenOnceItIsAnswered(String protocol) throws Exception {
    try (Belfry belfry = start("auto")) {
      for (int round = 0; round < 50; round++) {
        try (Socket socket = connect(belfry)) {
          String ping = "\u0089\u0080\0\0\0\0";
          String connect = "{\"id\":1,\"connect\":{}}";
          String text = "\u0081" + (char) (0x80 | connect.length()) + "\0\0\0\0" + connect;
          send(socket, UPGRADE + protocol + "\r\n" + ping + text);
          String head = readUntil(socket, "\r\n\r\n");
          assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
          assertThat(readUntil(socket, "\u008A\0")).isEqualTo("\u008A\0");
          assertThat(socket.getInputStream().read()).isEqualTo(0x81);
        }
      }
    }
  }

  private static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /notifications HTTP/1.1",
          "Host: localhost",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "");

  @ParameterizedTest
  @ValueSource(strings = {"GET /notifications HTTP/1.1\r\nHo", "POST /notifi"})
  void aHeadThatComesTooSlowlyIsAnswered408(String part) throws Exception {
    try (Belfry belfry = start("auto", "limits.handshake", "1s");
        Socket socket = connect(belfry)) {
      send(socket, part);
      String answer = readToEnd(socket);
      assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n");
      assertThat(answer).containsIgnoringCase("connection: close").contains("\"timeout\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto"})
  void aConnectionThatSaysNothingEndsWithoutAWord(String transport) throws Exception {
    try (Belfry belfry = start(transport, "limits.handshake", "1s");
        Socket socket = connect(belfry)) {
      assertThat(readToEnd(socket)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto"})
  void aBodyThatComesSlowlyButSteadilyIsTaken(String transport) throws Exception {
    try (Belfry belfry = start(transport, "limits.handshake", "2s");
        Socket socket = connect(belfry)) {
      String request = post("0123456789");
      send(socket, request.substring(0, request.length() - 10));
      for (char digit = '0'; digit <= '9'; digit++) {
        LockSupport.parkNanos(500_000_000L); // five seconds in all
        send(socket, String.valueOf(digit));
      }
      assertThat(readUntil(socket, "}")).startsWith("HTTP/1.1 201 Created\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto"})
  void aBodyThatStaysAwayIsAnswered408(String transport) throws Exception {
    try (Belfry belfry = start(transport, "limits.handshake", "1s");
        Socket socket = connect(belfry)) {
      String request = post("0123456789");
      send(socket, request.substring(0, request.length() - 5));
      assertThat(readUntil(socket, "}")).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto"})
  void aClientOfHttp10IsToldThatItsConnectionStays(String transport) throws Exception {
    String get = "GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    try (Belfry belfry = start(transport);
        Socket socket = connect(belfry)) {
      for (int i = 0; i < 3; i++) {
        send(socket, get);
        assertThat(readUntil(socket, "}")).containsIgnoringCase("connection: keep-alive");
      }
      send(socket, "GET /health/live HTTP/1.0\r\n\r\n");
      assertThat(readToEnd(socket)).containsIgnoringCase("connection: close");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /health/live", "GET /nowhere", "OPTIONS *", "GET /notifications?after=x"})
  void everyAnswerSaysWhen(String asked) throws Exception {
    try (Belfry belfry = start("auto");
        Socket socket = connect(belfry)) {
      send(socket, asked + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(readToEnd(socket).toLowerCase(Locale.ROOT))
          .containsPattern(
              "\r\ndate: [a-z]{3}, \\d\\d [a-z]{3} \\d{4} \\d\\d:\\d\\d:\\d\\d gmt\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto"})
  void aStreamComesInChunksAndNeverSaysThatItIsOver(String transport) throws Exception {
    try (Belfry belfry = start(transport);
        Socket socket = connect(belfry)) {
      send(socket, "GET /notifications HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(readUntil(socket, "\r\n\r\n"))
          .containsIgnoringCase("transfer-encoding: chunked")
          .containsIgnoringCase("date: ");
      assertThat(readUntil(socket, "\n\n\r\n"))
          .containsPattern("^[0-9a-f]{8}\r\nretry: \\d{4}\nid: ");
      belfry.publish("notifications", "hello");
      assertThat(readUntil(socket, "\n\n\r\n")).contains("data: hello\n");
      Thread.startVirtualThread(belfry::close);
      String rest = readToEnd(socket);
      assertThat(rest).containsPattern("^[0-9a-f]{8}\r\nretry: \\d+\n\n\r\n$");
    }
  }
}
