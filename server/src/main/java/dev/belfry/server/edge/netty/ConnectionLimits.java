package dev.belfry.server.edge.netty;

import dev.belfry.server.config.AddressRange;
import dev.belfry.server.runtime.RateTable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many connections there may be, over all loops and from one address.
public final class ConnectionLimits {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimits.class);

  /// File descriptors that are kept for all but clients; of few, half of them.
  private static final int DESCRIPTORS_RESERVED = 500;

  /// Fewer connections than this are worth a warning at the start, unless fewer are asked for.
  private static final int FEW = 10_000;

  /// Connections beyond the limit that still get an answer; any more are closed unread.
  private static final int REFUSED_MAX = 250;

  private final int descriptors;
  private final int fitting;
  private final int wanted;
  private final int most;
  private final int perAddressMost;
  private final RateTable connects;
  private final List<AddressRange> proxies;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Object, Integer> perAddress = new ConcurrentHashMap<>();

  /// @param wanted how many there may be; 0 for what the descriptor limit and the heap allow
  /// @param perAddressMost 0 for no limit
  /// @param heapMost how many the heap is meant for
  /// @param connects new ones of each address
  /// @param proxies whose connections are of many clients, and so not bounded by address
  public ConnectionLimits(
      int wanted,
      int perAddressMost,
      int heapMost,
      RateTable connects,
      List<AddressRange> proxies) {
    this(wanted, perAddressMost, heapMost, connects, proxies, descriptors());
  }

  ConnectionLimits(
      int wanted,
      int perAddressMost,
      int heapMost,
      RateTable connects,
      List<AddressRange> proxies,
      int descriptors) {
    this.connects = connects;
    this.proxies = List.copyOf(proxies);
    this.descriptors = descriptors;
    this.fitting = descriptors - Math.min(DESCRIPTORS_RESERVED, descriptors / 2);
    this.wanted = wanted;
    this.most = Math.min(wanted > 0 ? wanted : heapMost, fitting);
    this.perAddressMost = perAddressMost;
  }

  /// Tells the operator where the operating system allows only few connections, or fewer than the
  /// configuration.
  public void logWhereFew() {
    if (fitting < (wanted > 0 ? wanted : FEW)) {
      LOG.warn(
          "the process may have {} file descriptors, so it takes at most {} connections{}; "
              + "raise that with 'ulimit -n 65536' before the start, or with "
              + "LimitNOFILE=65536 in a systemd unit",
          descriptors,
          most,
          wanted > 0 ? " of the " + wanted + " of limits.connections" : "");
    }
  }

  /// Counts a connection in, though it may be one too many. Either way `remove` takes it back.
  Admission add(InetAddress address, long nowNanos) {
    Admission ofNumber = addStream(address);
    boolean tooFast =
        ofNumber != Admission.SERVER_FULL
            && !isProxy(address)
            && connects.take(ClientAddress.of(address), nowNanos) > 0;
    return tooFast ? Admission.TOO_FAST : ofNumber;
  }

  /// Counts a stream of a connection in as if it were one, but for how often they may come: a
  /// connection has one after another. `remove` takes it back.
  public Admission addStream(InetAddress address) {
    boolean fits = open.incrementAndGet() <= most;
    boolean addressFits =
        perAddressMost == 0
            || isProxy(address)
            || perAddress.merge(ClientAddress.of(address), 1, Integer::sum) <= perAddressMost;
    if (!fits) {
      return Admission.SERVER_FULL;
    }
    return addressFits ? Admission.ADMITTED : Admission.ADDRESS_FULL;
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }

  /// Counts a connection or a stream out.
  public void remove(InetAddress address) {
    open.decrementAndGet();
    if (perAddressMost > 0) {
      perAddress.computeIfPresent(
          ClientAddress.of(address), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Forgets what is over. To be called now and then.
  public void sweep(long nowNanos) {
    connects.sweep(nowNanos);
  }

  /// Whether so many came beyond the limit that not all of them can be told so.
  public boolean isFarBeyond() {
    return open.get() - most > REFUSED_MAX;
  }

  public int most() {
    return most;
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
