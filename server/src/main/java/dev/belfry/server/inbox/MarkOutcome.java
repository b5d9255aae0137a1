package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.List;

/// What a user's inbox is after a change. Ids that name no item of this user have changed nothing.
///
/// @param version where something has changed, its revision is that of the event that tells of it
/// @param changed whether anything has
public record MarkOutcome(
    InboxVersion version, boolean changed, InboxCounts counts, List<Ulid> unknown) {
  public MarkOutcome {
    unknown = List.copyOf(unknown);
  }
}
