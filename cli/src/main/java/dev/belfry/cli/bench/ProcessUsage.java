package dev.belfry.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a process and its children have used, by Linux' accounts of them (proc(5)).
///
/// @param cpuMicros processor time since its start, in steps of 10 ms
/// @param residentBytes memory now
record ProcessUsage(long cpuMicros, long residentBytes) {
  /// The kernel's unit here, USER_HZ, is 100 a second on all that Linux runs on today.
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TICKS_FIELD = 11;
  private static final int SYSTEM_TICKS_FIELD = 12;

  /// Nothing is known.
  static final ProcessUsage NONE = new ProcessUsage(0, 0);

  /// Reads it now.
  ///
  /// @throws IOException when there is no such process, or no `/proc`
  static ProcessUsage of(long process) throws IOException {
    Path folder = Path.of("/proc", Long.toString(process));
    ProcessUsage sum = new ProcessUsage(cpuMicros(folder), residentBytes(folder));
    for (long child : children(folder)) {
      sum = sum.plus(ofChild(child));
    }
    return sum;
  }

  /// A child may end between the two reads.
  private static ProcessUsage ofChild(long child) {
    try {
      return of(child);
    } catch (IOException ended) {
      return NONE;
    }
  }

  private ProcessUsage plus(ProcessUsage other) {
    return new ProcessUsage(cpuMicros + other.cpuMicros, residentBytes + other.residentBytes);
  }

  /// The name in the second field may hold anything, a bracket and spaces too.
  private static long cpuMicros(Path folder) throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks =
        Long.parseLong(fields[USER_TICKS_FIELD]) + Long.parseLong(fields[SYSTEM_TICKS_FIELD]);
    return ticks * MICROS_PER_TICK;
  }

  private static long residentBytes(Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }

  private static List<Long> children(Path folder) throws IOException {
    Path list = folder.resolve("task").resolve(folder.getFileName()).resolve("children");
    if (!Files.isReadable(list)) {
      return List.of();
    }
    return Files.readString(list)
        .lines()
        .flatMap(line -> List.of(line.trim().split(" ", -1)).stream())
        .filter(word -> !word.isEmpty())
        .map(Long::valueOf)
        .toList();
  }
}
