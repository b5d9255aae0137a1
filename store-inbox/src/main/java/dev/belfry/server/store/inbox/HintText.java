package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.store.inbox.InboxTelling.Event;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An event as a line that another node understands: words of ASCII.
final class HintText {
  /// A line would be too long beyond.
  private static final int IDS_MAX = 100;

  private HintText() {}

  /// What another node has told.
  sealed interface Hint {
    /// A place of a feed has been filled; what stands there is to be read.
    record Appended(
        long feed, long place, Optional<Ulid> replaces, FeedState before, FeedState after)
        implements Hint {}

    record Removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after)
        implements Hint {}

    record Changed(UserId user, long revision) implements Hint {}

    record Numbered(Hint hint, long slot, long number) implements Hint {}
  }

  static String of(Event event) {
    return switch (event) {
      case Event.Appended a ->
          words(
              "a",
              a.entry().feed(),
              a.entry().place(),
              a.replaces().map(Ulid::toString).orElse("-"),
              state(a.before()),
              state(a.after()));
      case Event.Removed r ->
          words("r", r.feed().text(), state(r.before()), state(r.after()), ids(r.ids()));
      case Event.Changed c -> words("u", name(c.user()), c.revision());
      case Event.Numbered n -> words("n", n.slot(), n.number(), of(n.event()));
    };
  }

  private static String words(Object... words) {
    return Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String state(FeedState state) {
    return state.head() + " " + state.changes();
  }

  /// Without them all, what was removed is found by reading anew.
  private static String ids(List<Ulid> ids) {
    return ids.size() > IDS_MAX
        ? ""
        : ids.stream().map(Ulid::toString).collect(Collectors.joining(" "));
  }

  /// Reads a line; empty where it is of a later release.
  static Optional<Hint> read(String line) {
    try {
      String[] word = line.split(" ");
      return switch (word[0]) {
        case "a" ->
            Optional.of(
                new Hint.Appended(
                    Long.parseLong(word[1]),
                    Long.parseLong(word[2]),
                    word[3].equals("-") ? Optional.empty() : Optional.of(Ulid.from(word[3])),
                    state(word, 4),
                    state(word, 6)));
        case "r" ->
            Optional.of(
                new Hint.Removed(
                    new ChannelName(word[1]),
                    Arrays.stream(word).skip(6).map(Ulid::from).toList(),
                    state(word, 2),
                    state(word, 4)));
        case "n" ->
            read(line.split(" ", 4)[3])
                .map(hint ->
                    new Hint.Numbered(hint, Long.parseLong(word[1]), Long.parseLong(word[2])));
        case "u" -> Optional.of(new Hint.Changed(user(word[1]), Long.parseLong(word[2])));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException otherForm) {
      return Optional.empty();
    }
  }

  private static String name(UserId user) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Bytes.of(user.text()));
  }

  private static UserId user(String name) {
    return new UserId(Bytes.text(Base64.getUrlDecoder().decode(name)));
  }

  private static FeedState state(String[] word, int first) {
    return new FeedState(Long.parseLong(word[first]), Long.parseLong(word[first + 1]));
  }
}
