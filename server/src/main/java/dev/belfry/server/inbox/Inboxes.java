package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The inboxes of all users, as durable as the store that keeps them: what is answered is
/// committed.
///
/// Any thread asks, and no call waits; stages complete on threads of the store, which are not to be
/// held up. A stage fails with [InboxUnavailable] where the store does not work or has too much to
/// do; then what was asked may have been done all the same.
public interface Inboxes {
  /// Puts a notification into feeds, or keeps it until its time.
  CompletionStage<NotifyOutcome> deliver(NotifyRequest request);

  /// Takes a notification out of every inbox, or out of the schedule; false where there is none.
  CompletionStage<Boolean> retract(Ulid id);

  /// How far a notification has come; empty where there is none.
  CompletionStage<Optional<NotificationStatus>> status(Ulid id);

  /// A page of a user's inbox with its counts, or only that nothing has changed.
  CompletionStage<InboxView> view(UserId user, ViewQuery query);

  /// The groups of a page, as [InboxView#groups()] has them, without its items.
  CompletionStage<List<GroupCount>> groups(UserId user, ViewQuery query);

  /// The counts of what filters let through, in their order. What the state of a filter says is
  /// passed over: each answer counts unread and unseen items.
  CompletionStage<List<InboxCounts>> counts(UserId user, List<ItemFilter> filters);

  /// The counts of each category of which the inbox has an item that is unread or unseen.
  CompletionStage<Map<String, InboxCounts>> countsByCategory(UserId user);

  /// What pushes to a user's sessions start from.
  CompletionStage<Standing> standing(UserId user);

  /// Changes what a user has seen, read, archived or removed.
  CompletionStage<MarkOutcome> mark(UserId user, Mark mark);

  /// Hides items until a time; then they are new again, in the user's own feed.
  CompletionStage<MarkOutcome> snooze(UserId user, List<Ulid> ids, Instant until);

  /// Brings snoozed items back now.
  CompletionStage<MarkOutcome> wake(UserId user, List<Ulid> ids);

  /// Lets a feed into a user's inbox from now on.
  CompletionStage<FollowOutcome> follow(UserId user, ChannelName feed);

  /// Takes a feed out of a user's inbox, with its items. Following it again brings back those that
  /// came while it was followed.
  CompletionStage<FollowOutcome> unfollow(UserId user, ChannelName feed);

  /// The feeds that a user follows, without the user's own and that of everyone.
  CompletionStage<List<ChannelName>> follows(UserId user);

  /// What a user wants of each category; those never set are not in it.
  CompletionStage<Map<String, Preference>> preferences(UserId user);

  /// Sets preferences of some categories. Where a category comes back into the inbox, what was
  /// hidden of it counts as read.
  CompletionStage<MarkOutcome> prefer(UserId user, Map<String, Preference> changed);

  /// The item with an id, in a user's inbox; empty where it has none. What it takes to record that
  /// the user chose one of its actions.
  CompletionStage<Optional<Item>> item(UserId user, Ulid id);

  /// Removes all that is kept of a user; complete only when nothing is left.
  CompletionStage<Void> erase(UserId user);

  /// Puts what users had elsewhere into their own feeds, each at its time, also before what they
  /// have here already. Answers how many were new.
  ///
  /// @param items at most [ImportedItem#MOST]
  CompletionStage<Integer> importItems(List<ImportedItem> items);

  /// Users that the inbox knows, in the order of their ids' bytes.
  ///
  /// @param after whom they come; empty for the first
  CompletionStage<List<UserId>> users(Optional<UserId> after, int limit);

  /// Tells of what changes from now on, on a thread of the store. Called once, before all else.
  void listen(InboxEvents events);
}
