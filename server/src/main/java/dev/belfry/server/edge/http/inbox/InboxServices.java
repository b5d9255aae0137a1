package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.edge.http.publish.PublishRate;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Clock;
import java.util.Set;

/// What the endpoints of inboxes call.
///
/// @param locked categories about which the operator has decided
/// @param scheduler publishes which action a user has chosen
/// @param bodyBytesMax what the body of a request may have
/// @param notifyBytesMax what that of a request to notify may have
public record InboxServices(
    Inboxes inboxes,
    Set<String> locked,
    Identities identities,
    Scheduler scheduler,
    PublishRate rate,
    Clock clock,
    int bodyBytesMax,
    int notifyBytesMax) {
  public InboxServices {
    locked = Set.copyOf(locked);
  }
}
