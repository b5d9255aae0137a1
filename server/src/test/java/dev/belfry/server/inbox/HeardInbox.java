package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One user's inbox, as sessions are told of it from what the store tells.
final class HeardInbox implements InboxEvents {
  private final Inboxes inboxes;
  private final UserId user;
  private final BlockingQueue<InboxEvent> events = new LinkedBlockingQueue<>();
  private final KnownInbox known;
  private int reads;

  /// Begins to listen.
  HeardInbox(Inboxes inboxes, UserId user) {
    this.inboxes = inboxes;
    this.user = user;
    inboxes.listen(this);
    this.known = new KnownInbox(user, standing());
  }

  private Standing standing() {
    return inboxes.standing(user).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /// The counts after the next event.
  InboxCounts next() throws InterruptedException {
    InboxEvent event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event");
    }
    List<InboxPart> told = new ArrayList<>();
    if (known.take(event, told) == KnownInbox.Step.COUNT) {
      reads++;
      known.counting();
      if (!known.counted(standing())) {
        throw new AssertionError("not counted");
      }
    }
    return known.counts();
  }

  /// How often the store was asked for the counts.
  int reads() {
    return reads;
  }

  @Override
  public void appended(
      Item item, Set<UserId> except, Optional<Ulid> replaces, FeedState before, FeedState after) {
    events.add(new InboxEvent.Appended(item, except, replaces, before, after));
  }

  @Override
  public void removed(ChannelName feed, List<Ulid> ids, FeedState before, FeedState after) {
    events.add(new InboxEvent.Removed(feed, ids, before, after));
  }

  @Override
  public void changed(UserId changed, long revision, Optional<InboxChange> change) {
    if (changed.equals(user)) {
      events.add(new InboxEvent.Changed(changed, revision, change));
    }
  }
}
