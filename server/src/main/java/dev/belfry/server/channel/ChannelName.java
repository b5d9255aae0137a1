package dev.belfry.server.channel;

import java.util.Optional;

/// The name of a channel: segments of `[A-Za-z0-9_.:@=-]` joined by `/`, at most 200 bytes, none of
/// them empty, `.` or `..`.
public record ChannelName(String text) {
  /// The longest name, in bytes (each character is one byte).
  public static final int BYTES_MAX = 200;

  /// Where backends are told which actions of notifications users have chosen.
  public static final ChannelName ACTIONS = new ChannelName("@actions");

  /// What is said to one who wrote something else.
  public static final String FORM =
      "a channel's name is segments of A-Z a-z 0-9 _ . : @ = - joined by /, at most "
          + BYTES_MAX
          + " bytes";

  /// Reads a name that came from outside; empty where it is not one.
  public static Optional<ChannelName> parse(String text) {
    return isName(text) ? Optional.of(new ChannelName(text)) : Optional.empty();
  }

  /// The channel behind a path that an embedding program serves. It begins with `/`, so no name
  /// from outside ever equals it.
  public static ChannelName ofPath(String path) {
    return new ChannelName(path);
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > BYTES_MAX) {
      return false;
    }
    int segmentStart = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '/') {
        if (!isSegment(text, segmentStart, i)) {
          return false;
        }
        segmentStart = i + 1;
      } else if (!isNameCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSegment(String text, int start, int end) {
    int length = end - start;
    boolean dots =
        length <= 2 && text.startsWith(".", start) && (length == 1 || text.charAt(end - 1) == '.');
    return length > 0 && !dots;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_.:@=-".indexOf(c) >= 0;
  }

  /// Whether only the server may write here: names that begin with `@`.
  public boolean reserved() {
    return text.charAt(0) == '@';
  }

  /// Whether it stands for a path that an embedding program serves.
  public boolean ofProgram() {
    return text.charAt(0) == '/';
  }

  @Override
  public String toString() {
    return text;
  }
}
