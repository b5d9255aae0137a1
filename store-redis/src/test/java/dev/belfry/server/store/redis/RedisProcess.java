package dev.belfry.server.store.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/// A process of Redis with any settings: a server, a replica, a sentinel, one of a cluster.
final class RedisProcess implements AutoCloseable {
  /// Which Redis.
  enum Version {
    /// 6.2, which comes with the tests.
    EMBEDDED,
    /// 7.0 or newer, as Debian installs it, or Valkey: `-Dbelfry.redisServer=PATH`.
    INSTALLED;

    private static final String INSTALLED_AT =
        System.getProperty("belfry.redisServer", "/usr/bin/redis-server");
    private static @Nullable String embeddedAt;

    private synchronized String program() throws IOException {
      if (this == INSTALLED) {
        return INSTALLED_AT;
      }
      if (embeddedAt == null) {
        embeddedAt =
            ExecutableProvider.newJarResourceProvider(ExecutableProvider.newProvidedVersionsMap())
                .get()
                .getPath();
      }
      return embeddedAt;
    }
  }

  /// The bus of a cluster listens this much further up.
  private static final int BUS = 10_000;

  final int port;
  private final List<String> command;
  private final Path folder;
  private final RedisURI uri;
  private final RedisClient client = RedisClient.create();
  private @Nullable Process process;
  private @Nullable StatefulRedisConnection<String, String> connection;

  /// @param tls null for one without
  /// @param options as on the command line; first the file of a sentinel, where it is one
  RedisProcess(Version version, Path folder, int port, @Nullable RedisTls tls, List<String> options)
      throws IOException {
    this.port = port;
    this.folder = Files.createDirectories(folder.resolve("redis-" + port));
    this.command = new ArrayList<>(List.of(version.program()));
    command.addAll(options);
    command.addAll(tls == null ? List.of("--port", "" + port) : tls.options(port));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
    this.uri =
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(port)
            .withSsl(tls != null)
            .withVerifyPeer(SslVerifyMode.NONE)
            .build();
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .protocolVersion(ProtocolVersion.RESP2)
            .build());
    begin();
  }

  /// A server on a free port.
  static RedisProcess server(Version version, Path folder, String... options) throws IOException {
    return new RedisProcess(version, folder, freePort(), null, List.of(options));
  }

  /// A port that is free, with that of a cluster's bus.
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /// Starts it, and waits until it answers.
  void begin() throws IOException {
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    await().ignoreExceptions().until(() -> ask("PING").equals("PONG"));
  }

  /// Asks, and waits for the answer: a text, or a list of such.
  List<Object> askAll(String... words) {
    CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
    for (String word : List.of(words).subList(1, words.length)) {
      arguments.add(word);
    }
    return connected()
        .sync()
        .dispatch(new Word(words[0]), new NestedMultiOutput<>(StringCodec.UTF8), arguments);
  }

  /// The one answer, as text.
  String ask(String... words) {
    return String.valueOf(askAll(words).getFirst());
  }

  private record Word(String text) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private synchronized StatefulRedisConnection<String, String> connected() {
    StatefulRedisConnection<String, String> open = connection;
    if (open == null || !open.isOpen()) {
      open = client.connect(uri);
      connection = open;
    }
    return open;
  }

  /// The value of a field of `INFO`.
  String info(String section, String field) {
    return ask("INFO", section)
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElse("");
  }

  /// Whether this replica has all that its master has.
  boolean hasAllOf(RedisProcess master) {
    return info("replication", "slave_repl_offset")
        .equals(master.info("replication", "master_repl_offset"));
  }

  /// How often a command was called.
  long calls(String command) {
    String statistics = info("commandstats", "cmdstat_" + command);
    return statistics.isEmpty()
        ? 0
        : Long.parseLong(statistics.substring("calls=".length(), statistics.indexOf(',')));
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /// Whether it was not killed.
  boolean runs() {
    return process != null;
  }

  /// Kills it.
  void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
      process = null;
    }
  }

  /// Stops its process, which keeps its sockets.
  void standStill() throws Exception {
    signal("-STOP");
  }

  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String name) throws Exception {
    if (process == null) {
      throw new IllegalStateException("it does not run");
    }
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("kill " + name + " failed");
    }
  }

  @Override
  public void close() {
    kill();
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
