package dev.belfry.server.channel;

import java.util.Optional;

/// Names of channels by shape. `:` and `/` both separate segments, and a pattern does not tell them
/// apart. `*` stands for one segment or a part of one, `**`, alone between separators, for any
/// number of segments, none included: `orders:**` matches `orders`, `orders:42` and
/// `orders/42/items`. A pattern never matches a name that begins with `@`, unless it begins so
/// itself.
public final class ChannelPattern {
  private static final String ANY_SEGMENTS = "**";

  private final String text;
  private final String[] segments;

  private ChannelPattern(String text) {
    this.text = text;
    this.segments = text.split("[/:]", -1);
  }

  /// Reads a pattern: what a name would be, at most 200 bytes, with stars; empty where it is none.
  public static Optional<ChannelPattern> parse(String text) {
    var pattern = new ChannelPattern(text);
    return pattern.isValid() ? Optional.of(pattern) : Optional.empty();
  }

  private boolean isValid() {
    for (String segment : segments) {
      if (segment.contains(ANY_SEGMENTS) && !segment.equals(ANY_SEGMENTS)) {
        return false;
      }
    }
    // A star is no character of a name, a letter is one: so what is left must be a name.
    return ChannelName.parse(text.replace('*', 'x')).isPresent();
  }

  /// Whether the channel's name has this shape. Allocates nothing, and takes at most as many steps
  /// as the lengths of name and pattern multiplied.
  public boolean matches(ChannelName channel) {
    return (!channel.reserved() || text.charAt(0) == '@') && matchesSegments(channel.text());
  }

  /// Goes through both from the left. Where a segment does not fit, the last `**` takes one segment
  /// more, and what follows it is tried again from there; an earlier `**` need never take more,
  /// since what lay between the two fitted as far left as it can.
  private boolean matchesSegments(String name) {
    int segment = 0;
    int start = 0;
    int segmentAfterAny = -1;
    int startAfterAny = 0;
    while (start <= name.length()) {
      if (segment < segments.length && segments[segment].equals(ANY_SEGMENTS)) {
        segment++;
        segmentAfterAny = segment;
        startAfterAny = start;
        continue;
      }
      int end = segmentEnd(name, start);
      if (segment < segments.length && segmentFits(segments[segment], name, start, end)) {
        segment++;
        start = end + 1;
      } else if (segmentAfterAny >= 0) {
        startAfterAny = segmentEnd(name, startAfterAny) + 1;
        start = startAfterAny;
        segment = segmentAfterAny;
      } else {
        return false;
      }
    }
    while (segment < segments.length && segments[segment].equals(ANY_SEGMENTS)) {
      segment++;
    }
    return segment == segments.length;
  }

  private static int segmentEnd(String name, int start) {
    int end = start;
    while (end < name.length() && name.charAt(end) != '/' && name.charAt(end) != ':') {
      end++;
    }
    return end;
  }

  /// The same within one segment, by characters: the last `*` takes one more where nothing fits.
  private static boolean segmentFits(String shape, String name, int start, int end) {
    int i = 0;
    int at = start;
    int afterStar = -1;
    int atAfterStar = start;
    while (at < end) {
      if (i < shape.length() && shape.charAt(i) == '*') {
        i++;
        afterStar = i;
        atAfterStar = at;
      } else if (i < shape.length() && shape.charAt(i) == name.charAt(at)) {
        i++;
        at++;
      } else if (afterStar >= 0) {
        atAfterStar++;
        at = atAfterStar;
        i = afterStar;
      } else {
        return false;
      }
    }
    while (i < shape.length() && shape.charAt(i) == '*') {
      i++;
    }
    return i == shape.length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// The pattern as it was written.
  @Override
  public String toString() {
    return text;
  }
}
