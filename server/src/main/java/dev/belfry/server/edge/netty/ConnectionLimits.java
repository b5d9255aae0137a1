package dev.belfry.server.edge.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections there may be, over all loops and from one address.
public final class ConnectionLimits {
  /// File descriptors that are kept for all but clients.
  private static final int DESCRIPTORS_RESERVED = 500;

  private final int most;
  private final int perAddressMost;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

  /// @param most 0 for what the descriptor limit allows
  /// @param perAddressMost 0 for no limit
  public ConnectionLimits(int most, int perAddressMost) {
    this.most = most > 0 ? most : descriptors() - DESCRIPTORS_RESERVED;
    this.perAddressMost = perAddressMost;
  }

  /// Counts a connection in, though it may be one too many. Either way `remove` takes it back.
  Admission add(InetAddress address) {
    boolean fits = open.incrementAndGet() <= most;
    boolean addressFits =
        perAddressMost == 0 || perAddress.merge(address, 1, Integer::sum) <= perAddressMost;
    if (!fits) {
      return Admission.SERVER_FULL;
    }
    return addressFits ? Admission.ADMITTED : Admission.ADDRESS_FULL;
  }

  void remove(InetAddress address) {
    open.decrementAndGet();
    if (perAddressMost > 0) {
      perAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// How many connections there are beyond the limit.
  int excess() {
    return open.get() - most;
  }

  public int open() {
    return open.get();
  }

  /// How many file descriptors the process may have, as Linux says it; no limit where it does not
  /// say.
  private static int descriptors() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
          return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
        }
      }
    } catch (IOException | NumberFormatException _) {
      // not Linux: the operating system says so itself when it has no more
    }
    return Integer.MAX_VALUE;
  }
}
