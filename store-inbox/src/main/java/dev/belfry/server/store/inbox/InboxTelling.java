package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.inbox.InboxChange;
import dev.belfry.server.inbox.InboxEvents;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.inbox.ToldEvents;
import dev.belfry.server.runtime.FaultGuard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Passes what was committed on to whoever listens here, and to other nodes.
final class InboxTelling {
  private final FaultGuard faults;
  private final ToldEvents told = new ToldEvents();
  private volatile @Nullable InboxEvents listener;
  private volatile @Nullable Consumer<List<String>> others;

  InboxTelling(FaultGuard faults) {
    this.faults = faults;
  }

  /// Something that was committed.
  sealed interface Event {
    record Appended(
        EntryRow entry,
        Item item,
        Set<UserId> except,
        Optional<Ulid> replaces,
        FeedState before,
        FeedState after)
        implements Event {}

    record Removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after)
        implements Event {}

    record Changed(UserId user, long revision, Optional<InboxChange> change) implements Event {}

    /// One of a shared feed, with its number among those of a slot.
    record Numbered(Event event, long slot, long number) implements Event {}
  }

  void tellOthers(Consumer<List<String>> lines) {
    others = lines;
  }

  /// What other nodes have told may have been lost.
  void doubtful() {
    InboxEvents hears = listener;
    if (hears != null) {
      var _ = faults.run(hears::doubtful);
    }
  }

  void listen(InboxEvents events) {
    listener = events;
  }

  /// What was committed together, in its order.
  void tell(List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    tellHere(events);
    Consumer<List<String>> told = others;
    if (told != null) {
      var _ = faults.run(() -> told.accept(events.stream().map(HintText::of).toList()));
    }
  }

  /// What another node has committed.
  void tellHere(List<Event> events) {
    InboxEvents hears = listener;
    if (hears != null) {
      events.forEach(event -> faults.run(() -> tell(hears, event)));
    }
    events.forEach(event -> {
      if (event instanceof Event.Numbered numbered) {
        told.told(numbered.slot, numbered.number);
      }
    });
  }

  /// The store says how far each slot is.
  void committed(Map<Long, Long> numbers) {
    if (told.committed(numbers)) {
      doubtful();
    }
  }

  private static void tell(InboxEvents hears, Event event) {
    switch (event) {
      case Event.Numbered numbered -> tell(hears, numbered.event);
      case Event.Appended a -> hears.appended(a.item, a.except, a.replaces, a.before, a.after);
      case Event.Removed r -> hears.removed(r.feed, r.ids, r.before, r.after);
      case Event.Changed c -> hears.changed(c.user, c.revision, c.change);
    }
  }
}
