package dev.belfry.conformance.checker;

/// A position as the server told it, taken apart by this code alone: `k3f9-17`. Places of two
/// epochs compare by their offsets: so it is where an epoch has lost nothing of the one before it.
record Place(String epoch, long offset) implements Comparable<Place> {

  static Place parse(String text) {
    int dash = text.indexOf('-');
    return new Place(text.substring(0, dash), Long.parseLong(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(Place other) {
    return Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return epoch + "-" + offset;
  }
}
