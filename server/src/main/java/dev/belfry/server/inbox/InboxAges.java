package dev.belfry.server.inbox;

import dev.belfry.server.config.Inbox;
import java.time.Duration;
import java.util.Optional;

/// How old the items of a feed become, by when they came into it. Age is measured by a time that
/// the store keeps, the retention time: it follows the clock, by a minute at most whenever what is
/// due is looked for, and never goes back. So a clock that jumps ahead for a while takes little
/// away, and one that goes back nothing.
///
/// @param ageMillis of all items; [#NEVER] for as old as they get, as the others
/// @param readMillis of those that their user has read
/// @param archivedMillis of those that their user has archived
/// @param firstContactMillis of what was told to everyone and a new user finds; 0 for nothing
/// @param followMillis of what a user finds in a feed that is followed for the first time; 0 for
///   nothing
public record InboxAges(
    long ageMillis,
    long readMillis,
    long archivedMillis,
    long firstContactMillis,
    long followMillis) {
  public static final long NEVER = Long.MAX_VALUE;
  public static final InboxAges NONE = new InboxAges(NEVER, NEVER, NEVER);

  /// Users find nothing from before.
  public InboxAges(long ageMillis, long readMillis, long archivedMillis) {
    this(ageMillis, readMillis, archivedMillis, 0, 0);
  }

  private static final long STEP_MILLIS_MAX = 60_000;
  private static final long MICROS_PER_MILLI = 1_000;

  /// Steps in the smallest age, at least: so much more exact than that need nothing be.
  private static final int STEPS = 100;

  public static InboxAges of(Inbox config) {
    return new InboxAges(
        millis(config.age()),
        millis(config.readAge()),
        millis(config.archivedAge()),
        config.firstContactAge().map(Duration::toMillis).orElse(0L),
        config.followAge().map(Duration::toMillis).orElse(0L));
  }

  private static long millis(Optional<Duration> age) {
    return age.map(Duration::toMillis).orElse(NEVER);
  }

  private long smallest() {
    return Math.min(ageMillis, Math.min(readMillis, archivedMillis));
  }

  /// Whether any item becomes too old.
  public boolean any() {
    return smallest() != NEVER;
  }

  /// The retention time after a look; the same where it need not move.
  ///
  /// @param time what it was, milliseconds since 1970; 0 where there was none
  public long next(long time, long nowMillis) {
    if (time == 0) {
      return nowMillis;
    }
    long step = Math.min(STEP_MILLIS_MAX, smallest() / STEPS);
    return nowMillis - time < step ? time : Math.min(nowMillis, time + STEP_MILLIS_MAX);
  }

  /// What came before is too old, whatever was done with it.
  public long beforeMicros(long time) {
    return before(time, ageMillis);
  }

  /// What came before and is read is not listed.
  public long readBeforeMicros(long time) {
    return before(time, readMillis);
  }

  /// What came before and is archived is not listed.
  public long archivedBeforeMicros(long time) {
    return before(time, archivedMillis);
  }

  private static long before(long time, long age) {
    return time == 0 || age == NEVER ? Long.MIN_VALUE : (time - age) * MICROS_PER_MILLI;
  }

  /// Nothing that is new is given a time before: a clock that is far behind would have it leave as
  /// soon as it is right again.
  public long floorMicros(long time) {
    return before(time, any() ? smallest() / 2 : NEVER);
  }
}
