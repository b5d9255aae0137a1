package dev.belfry.conformance.checker;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// What a publisher or subscriber does at random, each from a seed of its own.
final class Whim {
  private final Random random;

  Whim(long seed) {
    this.random = new Random(seed);
  }

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /// True so many times of a hundred.
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// Does nothing for a while: what a client is like that stops reading.
  void stop(int millisLeast, int millisMost) {
    LockSupport.parkNanos(Duration.ofMillis(between(millisLeast, millisMost)).toNanos());
  }

  /// A message's text: its content, which is its first word, and some padding.
  String padded(String content) {
    return content + " " + "x".repeat(chance(10) ? between(0, 8_000) : between(0, 400));
  }

  static String contentOf(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }
}
