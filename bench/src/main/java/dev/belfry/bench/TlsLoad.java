package dev.belfry.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Fan-out of single messages to many listeners, in the clear and over TLS, and what that costs
/// servers in CPU: `java TlsLoad.java ws|wss|sse|sses|h2 PORT LISTENERS MESSAGES PID...`. Each
/// message is published when the one before it has reached everyone. Over `h2` each connection has
/// 30 event streams.
final class TlsLoad {
  private static final int STREAMS = 30;
  private static final int MARK = '^';
  private static final String TEXT = "x".repeat(127) + (char) MARK;
  private static final String PATH = "/notifications/load";

  private static final String UPGRADE =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      """;

  private final Semaphore delivered = new Semaphore(0);
  private final SSLContext tls;
  private final String mode;
  private final int port;

  private TlsLoad(String mode, int port) throws Exception {
    this.mode = mode;
    this.port = port;
    this.tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
  }

  public static void main(String[] arguments) throws Exception {
    int listeners = Integer.parseInt(arguments[2]);
    int messages = Integer.parseInt(arguments[3]);
    String[] pids = Arrays.copyOfRange(arguments, 4, arguments.length);
    TlsLoad load = new TlsLoad(arguments[0], Integer.parseInt(arguments[1]));
    load.connect(listeners);
    load.publish(listeners, messages / 2); // warm
    long before = ticks(pids);
    long started = System.nanoTime();
    load.publish(listeners, messages);
    double seconds = (System.nanoTime() - started) / 1e9;
    double micros = (ticks(pids) - before) * 10_000.0 / ((double) listeners * messages);
    System.out.printf(
        "%s %.2f us/delivery, %.0f deliveries/s%n",
        arguments[0], micros, listeners * messages / seconds);
    System.exit(0);
  }

  private boolean secure() {
    return mode.equals("wss") || mode.equals("sses") || mode.equals("h2");
  }

  private void connect(int listeners) throws Exception {
    for (int i = 0; i < listeners; i += mode.equals("h2") ? STREAMS : 1) {
      Socket socket = dial();
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(
          switch (mode) {
            case "h2" -> streams();
            case "ws", "wss" -> head(UPGRADE);
            default -> head("Accept: text/event-stream\r\n");
          });
      Thread.ofVirtual().start(() -> read(in));
    }
    Thread.sleep(2_000); // all have begun
  }

  private Socket dial() throws IOException {
    if (!secure()) {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    }
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port);
    SSLParameters parameters = socket.getSSLParameters();
    String protocol = mode.equals("h2") ? "h2" : "http/1.1";
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    String chosen = socket.getApplicationProtocol();
    if (!chosen.equals(protocol) && (mode.equals("h2") || !chosen.isEmpty())) {
      throw new IOException("no " + protocol);
    }
    return socket;
  }

  private static byte[] head(String headers) {
    return ("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
        .getBytes(US_ASCII);
  }

  /// The beginning of an HTTP/2 connection whose windows are as large as can be, and its requests.
  private static byte[] streams() {
    ByteBuffer to = ByteBuffer.allocate(8_192);
    to.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(to, 6, 4, 0, 0).putShort((short) 4).putInt(Integer.MAX_VALUE);
    frame(to, 4, 8, 0, 0).putInt(Integer.MAX_VALUE - 65_535);
    ByteBuffer block = ByteBuffer.allocate(200);
    for (String text :
        new String[] {
          ":method",
          "GET",
          ":scheme",
          "https",
          ":authority",
          "localhost",
          ":path",
          PATH,
          "accept",
          "text/event-stream"
        }) {
      if (text.startsWith(":") || text.equals("accept")) {
        block.put((byte) 0);
      }
      block.put((byte) text.length()).put(text.getBytes(US_ASCII));
    }
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      frame(to, block.position(), 1, 5, stream).put(block.array(), 0, block.position());
    }
    return Arrays.copyOf(to.array(), to.position());
  }

  private static ByteBuffer frame(ByteBuffer to, int length, int type, int flags, int stream) {
    return to.put((byte) 0)
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream);
  }

  private void read(DataInputStream in) {
    byte[] bytes = new byte[16 * 1024];
    try {
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        int marks = 0;
        for (int i = 0; i < length; i++) {
          marks += bytes[i] == MARK ? 1 : 0;
        }
        delivered.release(marks);
      }
    } catch (IOException ended) {
      System.err.println(ended);
    }
    System.exit(1);
  }

  private void publish(int listeners, int messages) throws Exception {
    HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
    String scheme = secure() ? "https" : "http";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + PATH))
            .POST(HttpRequest.BodyPublishers.ofString(TEXT))
            .build();
    for (int i = 0; i < messages; i++) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 201) {
        throw new IOException("status " + status);
      }
      delivered.acquire(listeners);
    }
  }

  /// What processes have used of the processor, in hundredths of a second.
  private static long ticks(String... pids) throws IOException {
    long sum = 0;
    for (String pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      sum += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return sum;
  }

  /// Trusts whoever answers: it is a server of this machine.
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
