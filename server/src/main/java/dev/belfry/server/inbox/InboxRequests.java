package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.InboxPlace;
import dev.belfry.protocol.InboxSelection;
import dev.belfry.protocol.MarkWord;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What users ask of their inbox, as it stands on the wire. Methods throw
/// [IllegalArgumentException] with a sentence for the client where it can't be understood.
public final class InboxRequests {
  public static final int LIMIT_DEFAULT = 20;

  private static final int RADIX = 36;
  private static final int ULID_LENGTH = 26;
  private static final long MICROS_PER_MILLI = 1_000;

  private InboxRequests() {}

  /// A question for a page.
  ///
  /// @param after a cursor; null for the newest items
  /// @param limit null for some
  /// @param version what the client has; null for nothing
  public static ViewQuery query(
      InboxSelection selection,
      boolean grouped,
      @Nullable String after,
      @Nullable Integer limit,
      @Nullable String version) {
    int most = limit == null ? LIMIT_DEFAULT : limit;
    if (most < 0 || most > ViewQuery.LIMIT_MAX) {
      throw new IllegalArgumentException("limit is a number from 0 to " + ViewQuery.LIMIT_MAX);
    }
    return new ViewQuery(
        filter(selection),
        grouped,
        Optional.ofNullable(after).map(InboxRequests::place),
        most,
        Optional.ofNullable(version));
  }

  public static ItemFilter filter(InboxSelection selection) {
    String state = selection.state() == null ? "inbox" : selection.state();
    return new ItemFilter(
        ItemFilter.State.valueOf(state.toUpperCase(Locale.ROOT)),
        Optional.ofNullable(selection.category()),
        Optional.ofNullable(selection.tag()),
        Optional.ofNullable(selection.channel()).map(InboxRequests::channel),
        Optional.ofNullable(selection.group()));
  }

  private static ChannelName channel(String name) {
    return ChannelName.parse(name)
        .orElseThrow(() -> new IllegalArgumentException(ChannelName.FORM));
  }

  /// A place as text that clients give back as it is.
  static String cursor(ItemPlace place) {
    return Long.toString(place.atMicros(), RADIX) + '-' + place.id();
  }

  private static ItemPlace place(String cursor) {
    int dash = cursor.length() - ULID_LENGTH - 1;
    if (dash > 0 && cursor.charAt(dash) == '-' && Ulid.isValid(cursor.substring(dash + 1))) {
      try {
        long at = Long.parseLong(cursor.substring(0, dash), RADIX);
        return new ItemPlace(at, Ulid.from(cursor.substring(dash + 1)));
      } catch (NumberFormatException noNumber) {
        throw noCursor();
      }
    }
    throw noCursor();
  }

  private static IllegalArgumentException noCursor() {
    return new IllegalArgumentException("after is what next was in the page before");
  }

  /// A mark that is no snooze.
  public static Mark mark(InboxMark mark, long nowMillis) {
    Mark.Target target =
        switch (mark.target()) {
          case InboxMark.Target.Ids(List<String> ids) -> new Mark.Target.Ids(ids(ids));
          case InboxMark.Target.All(InboxSelection of, InboxPlace through) ->
              new Mark.Target.All(filter(of), through(through, nowMillis));
        };
    Instant at = mark.at();
    return new Mark(
        kind(mark.as()),
        target,
        at == null ? OptionalLong.empty() : OptionalLong.of(at.toEpochMilli()));
  }

  private static Mark.Kind kind(MarkWord as) {
    return switch (as) {
      case SEEN -> Mark.Kind.SEEN;
      case READ -> Mark.Kind.READ;
      case UNREAD -> Mark.Kind.UNREAD;
      case ARCHIVED -> Mark.Kind.ARCHIVED;
      case UNARCHIVED -> Mark.Kind.UNARCHIVED;
      case DELETED -> Mark.Kind.DELETED;
      case SNOOZED, UNSNOOZED -> throw new IllegalArgumentException("a snooze is no such mark");
    };
  }

  private static ItemPlace through(@Nullable InboxPlace through, long nowMillis) {
    if (through == null) {
      return new ItemPlace(nowMillis * MICROS_PER_MILLI + MICROS_PER_MILLI - 1, Ulid.MAX);
    }
    return new ItemPlace(ChronoUnit.MICROS.between(Instant.EPOCH, through.at()), id(through.id()));
  }

  private static Ulid id(String text) {
    if (!Ulid.isValid(text)) {
      throw new IllegalArgumentException("ids are those of notifications");
    }
    return Ulid.from(text);
  }

  public static List<Ulid> ids(List<String> texts) {
    List<Ulid> ids = new ArrayList<>();
    texts.forEach(text -> ids.add(id(text)));
    return ids;
  }
}
