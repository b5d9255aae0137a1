package dev.belfry.server.inbox;

import java.util.Optional;

/// The groups that a session shows, each by its newest item. Owned by the loop.
final class ShownGroups {
  /// Of which page; empty where the session shows none.
  private Optional<ItemFilter> filter = Optional.empty();

  /// How many of the newest items it has asked for there.
  private int items;

  /// Whether they have other counts, which have to be read.
  private boolean due;

  /// The session asks for a page.
  void asked(ViewQuery page) {
    if (page.grouped() && page.after().isEmpty()) {
      filter = Optional.of(page.filter());
      items = 0;
    }
    if (page.grouped()) {
      items = Math.min(items + page.limit(), ViewQuery.LIMIT_MAX);
    }
  }

  boolean any() {
    return filter.isPresent();
  }

  boolean due() {
    return due;
  }

  void setDue(boolean now) {
    due = now;
  }

  /// They are about to be read; returns of what.
  ViewQuery begin() {
    due = false;
    return new ViewQuery(
        filter.orElse(ItemFilter.INBOX), true, Optional.empty(), items, Optional.empty());
  }

  /// Takes what an event does to them. Returns whether another item may stand for one of them,
  /// which the session does not have.
  boolean take(Regrouping regrouping) {
    boolean states = filter.stream().anyMatch(of -> of.state() != ItemFilter.State.INBOX);
    return switch (regrouping) {
      case NONE -> false;
      case COUNTS -> countsChange();
      case STATES -> states || countsChange();
      case ITEMS -> true;
    };
  }

  private boolean countsChange() {
    due = true;
    return false;
  }
}
