package dev.belfry.server.inbox;

import java.util.List;
import java.util.Optional;

/// A page of an inbox.
///
/// @param same whether it is the one that the client has; then there are no items
/// @param items newest first
/// @param groups of those items that stand for a group of more than one
/// @param next where the next page goes on; empty where there is none
/// @param counts of the whole inbox, whatever the filter
public record InboxView(
    InboxVersion version,
    boolean same,
    List<Item> items,
    List<GroupCount> groups,
    Optional<ItemPlace> next,
    InboxCounts counts) {
  public InboxView {
    items = List.copyOf(items);
    groups = List.copyOf(groups);
  }
}
