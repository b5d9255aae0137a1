package dev.belfry.cli.doctor;

import dev.belfry.server.config.FileReasons;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The folder in which durable channels and inboxes are kept, and its disk.
final class DataChecks {
  private static final long MIB = 1 << 20;
  private static final long LITTLE_MIB = 1_024;
  private static final long TOO_LITTLE_MIB = 100;
  private static final int WRITES = 20;
  private static final int WRITE_BYTES = 4_096;
  private static final double SLOW_MILLIS = 20;

  /// SQLite's write-ahead log needs memory that processes of one machine share.
  private static final List<String> NETWORK =
      List.of("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs");

  private static final List<String> MEMORY = List.of("tmpfs", "ramfs");

  private final Path data;
  private final boolean used;

  DataChecks(ServerConfig config) {
    this.data = config.data().toAbsolutePath().normalize();
    this.used = config.store().url().isEmpty();
  }

  List<Finding> findings() {
    if (!used) {
      return List.of(Finding.ok("data", "nothing is kept here, but in the database of store.url"));
    }
    Path there = data;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    boolean made = there.equals(data);
    if (!Files.isDirectory(there) || !Files.isWritable(there) || !Files.isExecutable(there)) {
      return List.of(
          Finding.fail(
              "data",
              there
                  + (Files.isDirectory(there) ? " can't be written by this user" : " is no folder"),
              "run this as the user that runs the server: sudo -u belfry belfry doctor"));
    }
    Finding folder = Finding.ok("data", data + (made ? "" : " will be made"));
    try {
      return List.of(folder, fileSystem(there), room(there), sync(there));
    } catch (IOException failure) {
      return List.of(folder, Finding.fail("disk", FileReasons.withPath(failure), "another disk"));
    }
  }

  private static Finding fileSystem(Path folder) throws IOException {
    String check = "file-system";
    String type = Files.getFileStore(folder).type();
    if (NETWORK.contains(type)) {
      return Finding.fail(
          check,
          type + " is reached over a network, where SQLite may lose or break data",
          "a disk of this machine for the folder data, or store.url");
    }
    return MEMORY.contains(type)
        ? Finding.warn(
            check, type + " is memory: nothing outlives the machine", "a disk for the folder data")
        : Finding.ok(check, type);
  }

  private static Finding room(Path folder) throws IOException {
    String check = "disk-room";
    FileStore store = Files.getFileStore(folder);
    long mib = store.getUsableSpace() / MIB;
    String found = String.format(Locale.ROOT, "%,d MiB are free", mib);
    String advice = "a larger disk, or a smaller channels.history";
    return mib < TOO_LITTLE_MIB
        ? Finding.fail(check, found, advice)
        : mib < LITTLE_MIB ? Finding.warn(check, found, advice) : Finding.ok(check, found);
  }

  /// A durable publish waits for such a write.
  private static Finding sync(Path folder) throws IOException {
    String check = "disk-sync";
    Path file = Files.createTempFile(folder, "belfry-doctor", ".tmp");
    long[] nanos = new long[WRITES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < WRITES; i++) {
        long before = System.nanoTime();
        channel.write(ByteBuffer.allocate(WRITE_BYTES));
        channel.force(false);
        nanos[i] = System.nanoTime() - before;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    double median = nanos[WRITES / 2] / 1e6;
    String found =
        String.format(
            Locale.ROOT,
            "a write reaches the disk in %.1f ms, at most %.1f ms",
            median,
            nanos[WRITES - 1] / 1e6);
    return median <= SLOW_MILLIS
        ? Finding.ok(check, found)
        : Finding.warn(
            check,
            found + "; each durable publish waits as long",
            "a faster disk, or store.sync=os where a loss of power may cost some messages");
  }
}
