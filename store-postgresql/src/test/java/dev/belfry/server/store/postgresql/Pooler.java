package dev.belfry.server.store.postgresql;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A PgBouncer that hands each transaction to any of a few sessions of a server.
final class Pooler implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final Process process;
  private final int port;

  /// @param folder an empty one for its files
  Pooler(Path folder, int serverPort) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    Path users = Files.writeString(folder.resolve("users.txt"), "\"postgres\" \"\"\n");
    boolean root = System.getProperty("user.name").equals("root"); // which it refuses to stay
    Path settings =
        Files.writeString(
            folder.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            default_pool_size = 8
            max_client_conn = 200
            ignore_startup_parameters = extra_float_digits
            %s
            """
                .formatted(serverPort, port, users, root ? "user = nobody" : ""));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.process =
        new ProcessBuilder(List.of(PROGRAM.toString(), settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pgbouncer.log").toFile())
            .start();
    await().until(this::listens);
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String url() {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
