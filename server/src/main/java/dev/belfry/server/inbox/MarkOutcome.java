package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.List;

/// What a user's inbox is after a change. Ids that name no item of this user have changed nothing.
///
/// @param version by its revision the event of this change is known; where nothing changed, that of
///   before
public record MarkOutcome(InboxVersion version, InboxCounts counts, List<Ulid> unknown) {
  public MarkOutcome {
    unknown = List.copyOf(unknown);
  }
}
