package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.Comparator;

/// Where an item stands in the order of an inbox, which is from the largest place to the smallest.
public record ItemPlace(long atMicros, Ulid id) implements Comparable<ItemPlace> {
  private static final Comparator<ItemPlace> ORDER =
      Comparator.comparingLong(ItemPlace::atMicros).thenComparing(ItemPlace::id);

  @Override
  public int compareTo(ItemPlace other) {
    return ORDER.compare(this, other);
  }
}
