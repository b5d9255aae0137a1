package dev.belfry.server.store;

import java.util.random.RandomGenerator;

/// Names for epochs.
public final class Epochs {
  private static final int DIGITS = 8;

  private Epochs() {}

  /// A name that no store had before.
  public static String fresh(RandomGenerator random) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < DIGITS; i++) {
      name.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return name.toString();
  }
}
