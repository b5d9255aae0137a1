package dev.belfry.server;

import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LoopLag;
import java.net.URI;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What this node says of itself to the others, and to those who run it. Any thread asks.
final class NodeReport implements Supplier<NodeState> {
  private static final String NOT_PACKAGED = "(not packaged)";

  /// How long a measured lag is told.
  private static final long LAG_NANOS = 2_000_000_000L;

  private final ServerConfig config;
  private final Clock clock;
  private final LoopLag lag;
  private final long sinceMillis;
  private volatile IntSupplier sessions = () -> 0;
  private volatile Supplier<BusFigures> bus = () -> BusFigures.NONE;
  private volatile Supplier<PresenceMark> presence = () -> PresenceMark.NONE;
  private volatile @Nullable URI address;
  private int lagMillis;
  private long lagNanos;

  NodeReport(ServerConfig config, Clock clock, LoopLag lag) {
    this.config = config;
    this.clock = clock;
    this.lag = lag;
    this.sinceMillis = clock.wallMillis();
    this.lagNanos = clock.nanos() - LAG_NANOS;
  }

  /// The number of connections is known from now on.
  void sessions(IntSupplier now) {
    sessions = now;
  }

  void bus(Supplier<BusFigures> now) {
    bus = now;
  }

  void presence(Supplier<PresenceMark> now) {
    presence = now;
  }

  void address(URI bound) {
    address = bound;
  }

  @Override
  public NodeState get() {
    URI bound = address;
    String at = bound == null ? "" : bound.toString();
    return new NodeState(
        config.server().name().orElseGet(() -> nameAt(bound)),
        at,
        version(),
        sinceMillis,
        sessions.getAsInt(),
        lagMillis(),
        presence.get(),
        bus.get());
  }

  private static String nameAt(@Nullable URI bound) {
    String host = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
    return bound == null ? host : host + ":" + bound.getPort();
  }

  static String version() {
    return Objects.requireNonNullElse(
        Belfry.class.getPackage().getImplementationVersion(), NOT_PACKAGED);
  }

  /// The worst of the last seconds, for all who ask within them.
  private synchronized int lagMillis() {
    if (clock.nanos() - lagNanos >= LAG_NANOS) {
      lagMillis = lag.takeMillis();
      lagNanos = clock.nanos();
    }
    return lagMillis;
  }
}
