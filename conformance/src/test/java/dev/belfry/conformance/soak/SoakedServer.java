package dev.belfry.conformance.soak;

import dev.belfry.conformance.checker.Reach;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server as a process, in the clear or with TLS, that keeps little, so that it soon holds as
/// much as it ever does. Netty follows every buffer, and tells of each that is lost.
final class SoakedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PUBLISH_EVERY_MILLIS =
      Integer.getInteger("belfry.soakPublishMillis", 100);

  /// As the launcher has them, and for finding leaks.
  static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.noUnsafe=false",
          "-Dio.netty.leakDetection.level=paranoid",
          "-Dio.netty.leakDetection.targetRecords=8");

  private static final List<String> FLAGS =
      List.of(
          "--limits.memory-logs=4MiB",
          "--store.tails=2MiB",
          "--limits.idempotency-keys=1000",
          "--limits.idempotency-age=10m",
          "--limits.outbox=16KiB",
          "--limits.ping=3s",
          "--limits.pong=4s",
          "--limits.stalled=6s");

  private final Path folder;
  private final String name;
  private final Optional<Certificates> certificates;
  private final RunningServer server;

  private SoakedServer(Path folder, String name, Optional<Certificates> certificates)
      throws IOException {
    this.folder = folder;
    this.name = name;
    this.certificates = certificates;
    rule("anyone");
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(List.of("--config", config().toString(), "--data", database().toString()));
    certificates.ifPresent(both -> {
      flags.add("--server.tls.certificate=" + both.certificate());
      flags.add("--server.tls.key=" + both.key());
    });
    List<String> command = RunningServer.command(JVM, flags.toArray(String[]::new));
    this.server = RunningServer.launch(command, folder, Map.of());
    server.awaitReady();
  }

  static SoakedServer plain(Path folder) throws IOException {
    return new SoakedServer(Files.createDirectories(folder), "plain", Optional.empty());
  }

  static SoakedServer withTls(Path folder) throws Exception {
    Certificates both = Certificates.in(Files.createDirectories(folder));
    return new SoakedServer(folder, "tls", Optional.of(both));
  }

  private Path config() {
    return folder.resolve("belfry.yaml");
  }

  /// The folder of its data.
  Path database() {
    return folder.resolve("data");
  }

  /// Writes a configuration in which a rule of `toggled` says who may publish there.
  void rule(String publish) throws IOException {
    Path next =
        Files.writeString(
            folder.resolve("belfry.yaml.next"),
            """
            channels:
              - match: "kept/**"
                durable: true
                history: { count: 1000000, bytes: 1GiB, age: 10m }
              - match: toggled
                publish: %s
              - match: "noise/**"
                history: { count: 50, bytes: 256KiB }
            """
                .formatted(publish));
    Files.move(next, config(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  String name() {
    return name;
  }

  int port() {
    return server.port();
  }

  Optional<Certificates> certificates() {
    return certificates;
  }

  Optional<SSLContext> trusting() {
    return certificates.map(Certificates::trusting);
  }

  /// How the checker reaches it: the store pauses, so publishes are refused for a while.
  Reach reach() {
    return new Reach(_ -> port(), true, trusting(), PUBLISH_EVERY_MILLIS);
  }

  /// Opens a connection.
  ///
  /// @param receiveBufferBytes as in [RawConnection#open(int, int)]
  RawConnection open(int receiveBufferBytes) throws IOException {
    return certificates.isPresent()
        ? RawConnection.open(certificates.get().trusting(), port(), receiveBufferBytes)
        : RawConnection.open(port(), receiveBufferBytes);
  }

  /// Asks for a path and returns the body.
  ///
  /// @throws IOException also where the answer is not 200
  String get(String path) throws IOException {
    try (RawConnection connection = open(0)) {
      connection.patience(PATIENCE);
      connection.get(path, "Accept: */*", "Connection: close");
      return body(connection);
    }
  }

  /// Posts a body and returns that of the answer.
  ///
  /// @throws IOException also where the answer is no success
  String post(String path, String body) throws IOException {
    try (RawConnection connection = open(0)) {
      connection.patience(PATIENCE);
      connection.post(path, body, "Connection: close");
      return body(connection);
    }
  }

  private static String body(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() / 100 != 2) {
      throw new IOException(head.status() + " " + body);
    }
    return body;
  }

  /// What it holds now.
  Figures figures() throws IOException, InterruptedException {
    long heap = server.liveHeapBytes();
    Map<String, Double> metrics = new TreeMap<>();
    for (String line : get("/metrics").split("\n")) {
      int end = line.lastIndexOf(' ');
      if (!line.startsWith("#") && end > 0) {
        String series = line.substring(0, end);
        int labels = series.indexOf('{');
        metrics.merge(
            labels < 0 ? series : series.substring(0, labels),
            Double.valueOf(line.substring(end + 1)),
            Double::sum);
      }
    }
    JsonNode stats = JsonMapper.shared().readTree(get("/v1/stats"));
    return new Figures(
        metrics, heap, stats.at("/memory/direct/used").asLong(), server.residentBytes());
  }

  /// How many buffers were lost until now.
  int leaks() {
    return server.leaks();
  }

  String output() {
    return server.output();
  }

  /// Asks it to leave; its exit code.
  int leave() throws InterruptedException {
    server.askToLeave();
    return server.awaitExit();
  }

  @Override
  public void close() {
    server.close();
  }
}
