package dev.belfry.server.auth.ticket;

import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.runtime.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// What a node knows that is alone.
public final class LocalControl implements Control {
  private static final int USED_MAX = 100_000;

  private final byte[] ticketKey;
  private final Clock clock;
  private final Optional<Disconnections> kept;
  private final UsedTickets used;

  /// Keeps who was told to go, and waits for the disk.
  @FunctionalInterface
  public interface Disconnections {
    /// Keeps one; `then` is called once, on any thread.
    void keep(UserId user, long notBeforeMillis, Consumer<Boolean> then);
  }

  /// @param ticketKey at least 32 random bytes
  /// @param kept beyond the end of the process; empty where nothing is
  public LocalControl(byte[] ticketKey, Clock clock, Optional<Disconnections> kept) {
    this(ticketKey, clock, kept, USED_MAX);
  }

  LocalControl(byte[] ticketKey, Clock clock, Optional<Disconnections> kept, int usedMax) {
    this.kept = kept;
    this.ticketKey = ticketKey.clone();
    this.clock = clock;
    this.used = new UsedTickets(Tickets.WEBSOCKET_LIFE.toMillis(), usedMax);
  }

  @Override
  public boolean current() {
    return true;
  }

  @Override
  public void disconnected(UserId user, long notBeforeMillis, Consumer<Boolean> then) {
    if (kept.isPresent()) {
      kept.get().keep(user, notBeforeMillis, then);
    } else {
      then.accept(true);
    }
  }

  @Override
  public void claim(String id, Duration life, Consumer<Claim> then) {
    then.accept(used.use(id, clock.wallMillis()));
  }

  @Override
  public Optional<byte[]> ticketKey() {
    return Optional.of(ticketKey);
  }
}
