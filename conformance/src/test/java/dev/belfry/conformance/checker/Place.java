package dev.belfry.conformance.checker;

/// A position as the server told it, taken apart by this code alone: `k3f9-17`.
record Place(String epoch, long offset) implements Comparable<Place> {

  static Place parse(String text) {
    int dash = text.indexOf('-');
    return new Place(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(Place other) {
    if (!epoch.equals(other.epoch)) {
      throw new IllegalArgumentException("places of two epochs: " + this + " and " + other);
    }
    return Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return epoch + "-" + offset;
  }
}
