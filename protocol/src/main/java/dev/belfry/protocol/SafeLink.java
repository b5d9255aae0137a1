package dev.belfry.protocol;

import java.util.Locale;

/// Links that a page may put into `href` and `src`: none runs a script, and one that looks like a
/// path stays on its own host.
final class SafeLink {
  /// What is said to one who wrote something else.
  static final String FORM =
      "is an http:, https: or mailto: URL, or a path that begins with one /, at most 2048"
          + " characters, without spaces and backslashes";

  private static final int LENGTH_MAX = 2_048;

  private SafeLink() {}

  static boolean is(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX || !text.chars().allMatch(SafeLink::isPart)) {
      return false;
    }
    if (text.startsWith("/")) {
      return !text.startsWith("//");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return hasHost(lower, "http://")
        || hasHost(lower, "https://")
        || (lower.startsWith("mailto:") && lower.length() > "mailto:".length());
  }

  private static boolean hasHost(String text, String scheme) {
    return text.startsWith(scheme)
        && text.length() > scheme.length()
        && "/?#".indexOf(text.charAt(scheme.length())) < 0;
  }

  /// A browser passes over line breaks and tabs, and takes a backslash for a slash (WHATWG URL).
  private static boolean isPart(int c) {
    return c > ' '
        && c != '\\'
        && !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c);
  }
}
