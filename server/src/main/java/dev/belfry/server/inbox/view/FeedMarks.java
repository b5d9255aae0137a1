package dev.belfry.server.inbox.view;

import dev.belfry.server.inbox.Mark;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// What a user did with the entries of one feed. Immutable.
///
/// Marks come in any order, from devices that were away: what stands in the end is what the latest
/// of them said, by [MarkTimes].
///
/// @param gone the places that are not the user's: from before the first contact, from when the
///   feed was not followed, and what was deleted, snoozed or sent to all but this user
/// @param times of what was ever un-marked
public record FeedMarks(
    PlaceSet gone, PlaceSet seen, PlaceSet read, PlaceSet archived, MarkTimes times) {
  public static final FeedMarks NONE =
      new FeedMarks(PlaceSet.EMPTY, PlaceSet.EMPTY, PlaceSet.EMPTY, PlaceSet.EMPTY, MarkTimes.NONE);

  /// When a user did something.
  ///
  /// @param atMillis milliseconds since 1970, at most now
  /// @param told whether the device said so; otherwise it is when the mark came
  public record When(long atMillis, boolean told) {
    /// By what a device says, if it does; it can't have been later than now.
    public static When of(OptionalLong atMillis, long nowMillis) {
      return new When(Math.min(atMillis.orElse(nowMillis), nowMillis), atMillis.isPresent());
    }
  }

  /// Whether another shows the user the same.
  public boolean looksLike(FeedMarks other) {
    return gone.equals(other.gone)
        && seen.equals(other.seen)
        && read.equals(other.read)
        && archived.equals(other.archived);
  }

  /// The same with a mark on some places; the same object where nothing changes.
  ///
  /// @param places of items that the user has
  /// @param base the place before that of bit 0
  public FeedMarks mark(Mark.Kind kind, BitSet places, long base, When when) {
    FeedMarks next =
        switch (kind) {
          case SEEN -> withSeen(places, base);
          case READ -> withSeen(places, base).set(MarkTimes.Kind.READ, places, base, when);
          case UNREAD -> clear(MarkTimes.Kind.READ, places, base, when);
          case ARCHIVED -> withSeen(places, base).set(MarkTimes.Kind.ARCHIVED, places, base, when);
          case UNARCHIVED -> clear(MarkTimes.Kind.ARCHIVED, places, base, when);
          case DELETED -> withoutItems(gone.with(places, base));
        };
    return next.equals(this) ? this : next;
  }

  /// The same as far as a run of places is not the user's.
  public FeedMarks without(long first, long last) {
    return withoutItems(gone.with(first, last));
  }

  private FeedMarks withoutItems(PlaceSet goneNow) {
    return new FeedMarks(goneNow, seen, read, archived, times);
  }

  private FeedMarks withSeen(BitSet places, long base) {
    return new FeedMarks(gone, seen.with(places, base), read, archived, times);
  }

  private PlaceSet of(MarkTimes.Kind kind) {
    return kind == MarkTimes.Kind.READ ? read : archived;
  }

  private FeedMarks with(MarkTimes.Kind kind, PlaceSet set, MarkTimes timesNow) {
    return kind == MarkTimes.Kind.READ
        ? new FeedMarks(gone, seen, set, archived, timesNow)
        : new FeedMarks(gone, seen, read, set, timesNow);
  }

  /// Marks. An item that has a time is marked only where this is newer. One that is marked already
  /// gets its time where the device told it: it did not know, and another one may still say that it
  /// had un-marked it before.
  private FeedMarks set(MarkTimes.Kind kind, BitSet places, long base, When when) {
    if (times.isEmpty() && !when.told()) {
      return with(kind, of(kind).with(places, base), times);
    }
    Changes changes = new Changes(kind, places, base);
    places.stream()
        .forEach(bit -> {
          MarkTimes.Last last = times.of(base + 1 + bit, kind);
          if (last == null && when.told() && of(kind).contains(base + 1 + bit)) {
            changes.keep(bit, true, when);
          } else if (last != null) {
            changes.decide(bit, last.yieldsTo(true, when.atMillis), true, when);
          }
        });
    return with(kind, of(kind).with(changes.applied, base), times.with(changes.times));
  }

  /// Un-marks what is marked, and keeps the time.
  private FeedMarks clear(MarkTimes.Kind kind, BitSet places, long base, When when) {
    Changes changes = new Changes(kind, places, base);
    places.stream()
        .forEach(bit -> {
          long place = base + 1 + bit;
          MarkTimes.Last last = times.of(place, kind);
          boolean applies =
              last == null ? of(kind).contains(place) : last.yieldsTo(false, when.atMillis);
          changes.decide(bit, applies, false, when);
        });
    return with(kind, of(kind).without(changes.applied, base), times.with(changes.times));
  }

  /// What becomes of the places of one mark.
  private static final class Changes {
    final BitSet applied;
    final Map<MarkTimes.Key, MarkTimes.Last> times = new HashMap<>();
    private final MarkTimes.Kind kind;
    private final long base;

    Changes(MarkTimes.Kind kind, BitSet places, long base) {
      this.kind = kind;
      this.applied = (BitSet) places.clone();
      this.base = base;
    }

    void decide(int bit, boolean applies, boolean value, When when) {
      if (applies) {
        keep(bit, value, when);
      } else {
        applied.clear(bit);
      }
    }

    void keep(int bit, boolean value, When when) {
      times.put(new MarkTimes.Key(base + 1 + bit, kind), new MarkTimes.Last(value, when.atMillis));
    }
  }

  /// The same, where an entry has another place from now on; nothing is said of the new one yet.
  public FeedMarks moved(long from, long to) {
    return new FeedMarks(
        moved(gone, from, to),
        moved(seen, from, to),
        moved(read, from, to),
        moved(archived, from, to),
        times.moved(from, to));
  }

  private static PlaceSet moved(PlaceSet set, long from, long to) {
    return set.contains(from) ? set.without(from, from).with(to, to) : set;
  }

  /// The same with what was done elsewhere with the item of a place.
  public FeedMarks with(long place, boolean wasSeen, boolean wasRead, boolean wasArchived) {
    return new FeedMarks(
        gone,
        wasSeen ? seen.with(place, place) : seen,
        wasRead ? read.with(place, place) : read,
        wasArchived ? archived.with(place, place) : archived,
        times);
  }

  /// The same, where the entries through a place have left the feed: they are in all sets, so that
  /// the sets are as small as can be.
  ///
  /// @param lost the newest place that the feed has no more
  public FeedMarks settled(long lost) {
    return new FeedMarks(
        gone.with(1, lost),
        seen.with(1, lost),
        read.with(1, lost),
        archived.with(1, lost),
        times.above(lost));
  }

  /// The sets one after another, and the times.
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlaceSetCodec.write(out, gone);
    PlaceSetCodec.write(out, seen);
    PlaceSetCodec.write(out, read);
    PlaceSetCodec.write(out, archived);
    if (!times.isEmpty()) {
      times.write(out);
    }
    return out.toByteArray();
  }

  /// Reads what `encode` has written.
  ///
  /// @throws IllegalArgumentException where it did not
  public static FeedMarks decode(byte[] bytes) {
    Varints.Reader in = new Varints.Reader(bytes);
    PlaceSet gone = PlaceSetCodec.read(in);
    PlaceSet seen = PlaceSetCodec.read(in);
    PlaceSet read = PlaceSetCodec.read(in);
    PlaceSet archived = PlaceSetCodec.read(in);
    MarkTimes times = in.atEnd() ? MarkTimes.NONE : MarkTimes.read(in);
    return new FeedMarks(gone, seen, read, archived, times);
  }
}
