package dev.belfry.server.store;

import dev.belfry.server.log.HeadListener;
import java.util.Arrays;

/// The loops that listen to one log. The log's owner alone uses it.
public final class Listeners {
  private HeadListener[] all = {};

  /// Not to be changed.
  public HeadListener[] all() {
    return all;
  }

  public boolean none() {
    return all.length == 0;
  }

  public void add(HeadListener listener) {
    HeadListener[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = listener;
    all = more;
  }

  public void remove(HeadListener listener) {
    all = Arrays.stream(all).filter(other -> !other.equals(listener)).toArray(HeadListener[]::new);
  }

  /// Tells every loop that listens.
  public void announce() {
    for (HeadListener listener : all) {
      listener.advanced();
    }
  }

  /// Up to where all have read; `head` where there are none.
  public long readByAll(long head) {
    long least = head;
    for (HeadListener listener : all) {
      least = Math.min(least, listener.delivered());
    }
    return least;
  }
}
