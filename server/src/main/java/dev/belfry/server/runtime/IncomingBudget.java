package dev.belfry.server.runtime;

import java.util.HashMap;
import java.util.Map;

/// Bytes that the clients of one loop have sent and that the server still holds, since they are
/// only half here, wait for their turn, or are not answered yet. Of what is only half here, the
/// clients of one address get half of it at most, so that no machine alone keeps the others out.
/// Owned by the loop.
public final class IncomingBudget {
  /// Up to here a client is refused only where twice the budget is held: so a few words get through
  /// though others hold it all.
  private static final int SMALL_BYTES = 2 * 1024;

  private final ByteBudget all;
  private final long addressBytesMax;

  /// What is only half here, by address.
  private final Map<Object, Held> addresses = new HashMap<>();

  private static final class Held {
    private long bytes;
  }

  /// @param bytesMax this loop's share of what the server may hold
  public IncomingBudget(long bytesMax) {
    this.all = new ByteBudget(bytesMax);
    this.addressBytesMax = bytesMax / 2;
  }

  /// Whether those that hold something whole, which counts with `add`, may hold so much more.
  public boolean admits(long more) {
    return more <= SMALL_BYTES ? !all.overfull() : !all.exhausted();
  }

  /// Bytes begin to be held, or cease to where negative.
  public void add(long more) {
    all.add(more);
  }

  /// Counts `after` in place of `before` for one client. False, and all is as before, where that is
  /// more and the others hold all there is, or the others of its address half of it.
  public boolean change(Object address, long before, long after) {
    if (after > before && !admits(address, before, after)) {
      return false;
    }
    all.add(after - before);
    count(address, after - before);
    return true;
  }

  private boolean admits(Object address, long before, long after) {
    if (after <= SMALL_BYTES && !all.overfull()) {
      return true;
    }
    Held held = addresses.get(address);
    long ofAddress = held == null ? 0 : held.bytes;
    return all.bytes() - before < all.bytesMax() && ofAddress - before < addressBytesMax;
  }

  private void count(Object address, long more) {
    if (more == 0) {
      return;
    }
    Held held = addresses.computeIfAbsent(address, _ -> new Held());
    held.bytes += more;
    if (held.bytes == 0) {
      addresses.remove(address);
    }
  }

  public long bytes() {
    return all.bytes();
  }

  /// How many addresses hold something that is only half here.
  public int addresses() {
    return addresses.size();
  }

  /// Whether clients that can wait should: the other half is for those that can't.
  public boolean halfUsed() {
    return all.halfUsed();
  }
}
