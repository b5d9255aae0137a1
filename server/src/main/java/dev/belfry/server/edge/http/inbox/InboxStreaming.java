package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.inbox.ViewQuery;
import dev.belfry.server.session.ClientIdentity;

/// What begins event streams of inboxes.
public interface InboxStreaming {
  /// Begins a stream of a user's inbox.
  ///
  /// @param query of the first page, with the version that the client has
  Checked<Decision> begin(RequestHead head, ClientIdentity client, UserId user, ViewQuery query);
}
