package dev.belfry.conformance.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A proxy as a process, which forwards from a free port of the loopback address.
///
/// @param log what it printed
record Proxy(Process process, int port, Path log) implements AutoCloseable {
  private static final long START_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  /// A configuration of `deploy`, in which the addresses of its two sides are replaced.
  static String configuration(String file, String listen, int port, int serverPort)
      throws IOException {
    String text = Files.readString(Path.of("..", "deploy", file));
    String replaced =
        text.replace(listen, listen.replaceFirst(":?80", "127.0.0.1:" + port))
            .replace("127.0.0.1:8000", "127.0.0.1:" + serverPort);
    if (!replaced.contains("127.0.0.1:" + port) || !replaced.contains(":" + serverPort)) {
      throw new IllegalStateException(file + " has other addresses than this test knows");
    }
    return replaced;
  }

  /// A configuration of `deploy`, in which each of some texts is replaced.
  static String configuration(String file, Map<String, String> replaced) throws IOException {
    String text = Files.readString(Path.of("..", "deploy", file));
    for (Map.Entry<String, String> each : replaced.entrySet()) {
      if (!text.contains(each.getKey())) {
        throw new IllegalStateException(file + " does not say " + each.getKey());
      }
      text = text.replace(each.getKey(), each.getValue());
    }
    return text;
  }

  /// Starts one, and waits until it takes connections.
  static Proxy start(List<String> command, int port, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("proxy.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Proxy proxy = new Proxy(process, port, log);
    long deadline = System.nanoTime() + START_NANOS_MAX;
    while (!proxy.listens()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException("the proxy did not start: " + Files.readString(log));
      }
    }
    return proxy;
  }

  private boolean listens() {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
