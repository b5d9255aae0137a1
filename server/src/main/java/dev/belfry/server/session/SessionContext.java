package dev.belfry.server.session;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.runtime.Tracing.Trace;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all sessions of one loop share.
///
/// @param program publishes what the embedding program's handlers do
/// @param budget for what waits to be sent
/// @param incoming for what was received and is not whole, not taken or not answered yet
/// @param shares what the subscriptions of each client cost
/// @param limits of each client on this node
/// @param identities who clients are and what they may do
/// @param sessionIds gives a session its id, which no other has, on any node
/// @param tracing is told what becomes of publishes
public record SessionContext(
    Hub hub,
    Publisher publisher,
    ProgramPublisher program,
    SessionBounds bounds,
    SubscriptionShares shares,
    ClientLimits limits,
    ByteBudget budget,
    IncomingBudget incoming,
    Identities identities,
    Clock clock,
    Supplier<Ulid> sessionIds,
    Tracing tracing) {
  private static final String TRACEPARENT = "traceparent";

  public SessionContext {
    hub.loop().counters().gauge(Counted.OUTBOX_BYTES, budget::bytes);
    hub.loop().counters().gauge(Counted.OUTBOX_BYTES_MAX, budget::bytesMax);
    hub.loop().counters().gauge(Counted.INCOMING_BYTES, incoming::bytes);
  }

  public Loop loop() {
    return hub.loop();
  }

  /// A publish has come. Costs nothing where nobody follows any.
  ///
  /// @param traceparent what it is a part of; null for nothing
  Trace publishing(@Nullable String traceparent) {
    return tracing.equals(Tracing.NONE)
        ? Trace.NONE
        : tracing.begin("publish", name -> TRACEPARENT.equals(name) ? traceparent : null);
  }
}
