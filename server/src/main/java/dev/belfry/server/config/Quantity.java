package dev.belfry.server.config;

import java.util.Optional;

/// A whole number and the unit behind it, which may be empty: `64KiB`, `25 s`, `25%`.
record Quantity(long number, String unit) {
  private static final int DIGITS_MAX = 18;

  static Optional<Quantity> parse(String text) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > DIGITS_MAX) {
      return Optional.empty();
    }
    return Optional.of(
        new Quantity(Long.parseLong(text, 0, digits, 10), text.substring(digits).strip()));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
