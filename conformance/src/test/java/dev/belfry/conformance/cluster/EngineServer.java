package dev.belfry.conformance.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A server of an engine, which keeps all that it has acknowledged whatever happens to its process.
interface EngineServer extends AutoCloseable {
  int port();

  /// The flags of a node that reaches it at another port.
  List<String> flags(int at);

  /// Starts it, after a kill too, with what it has on disk.
  void start() throws IOException;

  /// Ends it in order.
  void stop() throws IOException;

  /// Its processes while it runs.
  List<ProcessHandle> processes() throws IOException;

  /// Ends it in the middle of whatever it does.
  default void kill() throws IOException {
    suspend();
    List<ProcessHandle> all = processes();
    signal("KILL", all.stream());
    all.forEach(process -> process.onExit().join());
  }

  /// Nothing of it runs, and nothing ends. What a server has started until its own signal came is
  /// found once it stands still.
  default void suspend() throws IOException {
    Set<ProcessHandle> suspended = new HashSet<>();
    for (List<ProcessHandle> all = processes(); suspended.addAll(all); all = processes()) {
      signal("STOP", all.stream());
    }
  }

  default void resume() throws IOException {
    signal("CONT", processes().stream());
  }

  /// Sends a signal to processes.
  static void signal(String name, Stream<ProcessHandle> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      new ProcessBuilder(command).start().waitFor(); // one that has just ended is no failure
    } catch (InterruptedException interrupted) {
      throw new UncheckedIOException(new IOException(interrupted));
    }
  }

  @Override
  void close() throws IOException;
}
