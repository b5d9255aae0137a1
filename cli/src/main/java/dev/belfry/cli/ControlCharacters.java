package dev.belfry.cli;

/// Control characters of texts that came from elsewhere. On a terminal they could move the cursor,
/// change what was printed before, or worse.
final class ControlCharacters {
  private ControlCharacters() {}

  /// The text with each control character but a tab as `\u001b`, which JSON takes for the same.
  /// Overrides of the writing direction and Unicode's line breaks are among them.
  static String escaped(String text) {
    if (text.chars().noneMatch(ControlCharacters::isControl)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(c -> {
          if (isControl(c)) {
            escaped.append("\\u%04x".formatted(c));
          } else {
            escaped.append((char) c);
          }
        });
    return escaped.toString();
  }

  private static boolean isControl(int c) {
    boolean direction = (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return (Character.isISOControl(c) && c != '\t') || direction;
  }
}
