package dev.belfry.server.edge.http.publish;

import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.RateTable;
import dev.belfry.server.session.ClientIdentity;

/// The bound on what each client publishes in a second.
public record PublishRate(RateTable table, Clock clock) {
  /// Passes the client on, and counts a publish of it, if it is not one too many.
  public Checked<ClientIdentity> take(ClientIdentity client) {
    long wait = table.take(client.client(), clock.nanos());
    return wait == 0
        ? Checked.good(client)
        : Checked.bad(Problem.rateLimited("too many publishes in one second", wait));
  }
}
