package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.List;
import java.util.OptionalLong;

/// What a user does with items.
///
/// @param atMillis when, by the server's clock as the device knows it, milliseconds since 1970; a
///   mark that was made offline comes later than it was made. Empty, or later than now: now
public record Mark(Kind kind, Target target, OptionalLong atMillis) {
  /// What becomes of the items.
  public enum Kind {
    SEEN,
    /// Seen too.
    READ,
    /// Not read; still seen.
    UNREAD,
    /// Seen too; read or not as before.
    ARCHIVED,
    UNARCHIVED,
    /// Gone from this user's inbox for good.
    DELETED
  }

  /// Which items.
  public sealed interface Target {
    /// Some.
    ///
    /// @param ids at most [#MOST]
    record Ids(List<Ulid> ids) implements Target {
      public static final int MOST = 1_000;

      public Ids {
        ids = List.copyOf(ids);
      }
    }

    /// All that a filter lets through, up to a place: nothing that came later than the user knew.
    record All(ItemFilter filter, ItemPlace through) implements Target {}
  }
}
