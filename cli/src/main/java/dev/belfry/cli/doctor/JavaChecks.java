package dev.belfry.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/// The Java that runs, and the memory that a server would have.
final class JavaChecks {
  private static final int VERSION = 25;
  private static final String HEAP_VARIABLE = "BELFRY_HEAP";
  private static final String HEAP = "512m";
  private static final long MIB = 1 << 20;

  /// Beside its heap the JVM needs memory for code, threads and the network.
  private static final long BESIDE_MIB = 200;

  private final String heap;

  /// @param heap the variable `BELFRY_HEAP`; empty where it is not set
  JavaChecks(String heap) {
    this.heap = heap.isEmpty() ? HEAP : heap;
  }

  List<Finding> findings() {
    return List.of(java(), memory());
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    return version.feature() >= VERSION
        ? Finding.ok("java", String.valueOf(version))
        : Finding.fail("java", "Java " + version, "Java " + VERSION + " or newer");
  }

  private Finding memory() {
    String check = "memory";
    long heapMib = mebibytes();
    if (heapMib < 0) {
      return Finding.fail(
          check, HEAP_VARIABLE + " is " + heap, "a size such as 512m or 4g in " + HEAP_VARIABLE);
    }
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return Finding.ok(check, "this system does not say");
    }
    long totalMib = system.getTotalMemorySize() / MIB;
    String found = "a heap of " + heap + " in " + totalMib + " MiB";
    return heapMib + BESIDE_MIB <= totalMib
        ? Finding.ok(check, found)
        : Finding.warn(check, found + ", with 200 MiB beside it", "a smaller " + HEAP_VARIABLE);
  }

  private long mebibytes() {
    String text = heap.toLowerCase(Locale.ROOT);
    if (!text.matches("\\d{1,9}[mg]")) {
      return -1;
    }
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return text.endsWith("g") ? number * 1024 : number;
  }
}
