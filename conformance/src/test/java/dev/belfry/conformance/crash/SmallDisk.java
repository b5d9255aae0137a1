package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A place for a data folder that runs out of room soon, and gets some more when it is told.
sealed interface SmallDisk extends AutoCloseable {
  Path data();

  /// The command that starts a server which feels the limit.
  List<String> command(List<String> server);

  void makeRoom(RunningServer server) throws IOException;

  @Override
  void close() throws IOException;

  /// A file system of its own where this process may mount one, else a limit on files.
  static SmallDisk in(Path folder) throws IOException {
    Path mountPoint = Files.createDirectories(folder.resolve("disk"));
    String size = "size=" + (Tmpfs.FREE_BYTES + Tmpfs.FILLER_BYTES);
    if (run("mount", "-t", "tmpfs", "-o", size, "tmpfs", mountPoint.toString()) != 0) {
      return limitIn(folder);
    }
    Path filler = mountPoint.resolve("filler");
    Files.write(filler, new byte[Tmpfs.FILLER_BYTES]);
    return new Tmpfs(mountPoint, filler);
  }

  /// A limit on the size of each file that the server writes.
  static SmallDisk limitIn(Path folder) throws IOException {
    return new FileSizeLimit(
        Files.createDirectories(folder.resolve("limited")), folder.resolve("unlimited"));
  }

  private static int run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.onExit().join().exitValue();
  }

  /// A file system in memory, with a file that only takes room.
  record Tmpfs(Path mountPoint, Path filler) implements SmallDisk {
    static final int FREE_BYTES = 3 << 20;
    static final int FILLER_BYTES = 16 << 20;

    @Override
    public Path data() {
      return mountPoint.resolve("data");
    }

    @Override
    public List<String> command(List<String> server) {
      return server;
    }

    @Override
    public void makeRoom(RunningServer server) throws IOException {
      Files.delete(filler);
    }

    @Override
    public void close() throws IOException {
      if (run("umount", mountPoint.toString()) != 0) {
        throw new IOException("can't unmount " + mountPoint);
      }
    }
  }

  /// A limit that a shell sets before it becomes the server.
  ///
  /// @param unlimited where this file is, there is no limit
  record FileSizeLimit(Path folder, Path unlimited) implements SmallDisk {
    private static final String LIMITED =
        "[ -e \"$1\" ] || ulimit -S -f 2048; shift; exec \"$@\""; // in KiB

    @Override
    public Path data() {
      return folder.resolve("data");
    }

    @Override
    public List<String> command(List<String> server) {
      List<String> command =
          new ArrayList<>(List.of("bash", "-c", LIMITED, "bash", unlimited.toString()));
      command.addAll(server);
      return command;
    }

    @Override
    public void makeRoom(RunningServer server) throws IOException {
      Files.createFile(unlimited);
      String process = Long.toString(server.pid());
      if (run("prlimit", "--pid", process, "--fsize=unlimited:unlimited") != 0) {
        throw new IOException("can't raise the limit of process " + process);
      }
    }

    @Override
    public void close() {}
  }
}
