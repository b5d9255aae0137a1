package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The inboxes of a server that has no store for them: nothing can be done.
public final class AbsentInboxes implements Inboxes {
  private final InboxUnavailable why;

  /// @param why in one sentence
  public AbsentInboxes(String why) {
    this.why = new InboxUnavailable(why);
  }

  private <T> CompletionStage<T> absent() {
    return CompletableFuture.failedFuture(why);
  }

  @Override
  public CompletionStage<NotifyOutcome> deliver(NotifyRequest request) {
    return absent();
  }

  @Override
  public CompletionStage<Boolean> retract(Ulid id) {
    return absent();
  }

  @Override
  public CompletionStage<Optional<NotificationStatus>> status(Ulid id) {
    return absent();
  }

  @Override
  public CompletionStage<InboxView> view(UserId user, ViewQuery query) {
    return absent();
  }

  @Override
  public CompletionStage<List<GroupCount>> groups(UserId user, ViewQuery query) {
    return absent();
  }

  @Override
  public CompletionStage<List<InboxCounts>> counts(UserId user, List<ItemFilter> filters) {
    return absent();
  }

  @Override
  public CompletionStage<Map<String, InboxCounts>> countsByCategory(UserId user) {
    return absent();
  }

  @Override
  public CompletionStage<Standing> standing(UserId user) {
    return absent();
  }

  @Override
  public CompletionStage<MarkOutcome> mark(UserId user, Mark mark) {
    return absent();
  }

  @Override
  public CompletionStage<MarkOutcome> snooze(UserId user, List<Ulid> ids, Instant until) {
    return absent();
  }

  @Override
  public CompletionStage<MarkOutcome> wake(UserId user, List<Ulid> ids) {
    return absent();
  }

  @Override
  public CompletionStage<FollowOutcome> follow(UserId user, ChannelName feed) {
    return absent();
  }

  @Override
  public CompletionStage<FollowOutcome> unfollow(UserId user, ChannelName feed) {
    return absent();
  }

  @Override
  public CompletionStage<List<ChannelName>> follows(UserId user) {
    return absent();
  }

  @Override
  public CompletionStage<Map<String, Preference>> preferences(UserId user) {
    return absent();
  }

  @Override
  public CompletionStage<MarkOutcome> prefer(UserId user, Map<String, Preference> changed) {
    return absent();
  }

  @Override
  public CompletionStage<Optional<Item>> item(UserId user, Ulid id) {
    return absent();
  }

  @Override
  public CompletionStage<Void> erase(UserId user) {
    return absent();
  }

  @Override
  public CompletionStage<Integer> importItems(List<ImportedItem> items) {
    return absent();
  }

  @Override
  public CompletionStage<List<UserId>> users(Optional<UserId> after, int limit) {
    return absent();
  }

  @Override
  public void listen(InboxEvents events) {}
}
