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
  private final UsedTickets used;

  /// @param ticketKey at least 32 random bytes
  public LocalControl(byte[] ticketKey, Clock clock) {
    this(ticketKey, clock, USED_MAX);
  }

  LocalControl(byte[] ticketKey, Clock clock, int usedMax) {
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
    then.accept(true);
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
