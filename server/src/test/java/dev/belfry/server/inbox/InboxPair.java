package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Inboxes and the naive model, asked the same: what they answer has to be the same, but for ids.
final class InboxPair {
  /// A notification's id there and in the model.
  record Sent(Ulid there, Ulid model) {}

  private final InboxFixture tested;
  private final InboxFixture model;
  private final boolean preferences;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Ulid, Ulid> ids = new HashMap<>();

  /// The versions that a user has seen last.
  private final Map<UserId, List<String>> versions = new HashMap<>();

  /// @param preferences whether users have some; then what a notification has come to is counted
  ///   another way
  InboxPair(InboxFixture tested, InboxFixture model, boolean preferences) {
    this.tested = tested;
    this.model = model;
    this.preferences = preferences;
  }

  /// All that were sent.
  List<Sent> sent() {
    return sent;
  }

  /// What is due is done when this returns.
  void settle() {
    tested.settle();
    model.settle();
  }

  /// The id that the model has for one.
  Ulid inModel(Ulid there) {
    Ulid known = ids.get(there);
    assertThat(known).as("%s was sent", there).isNotNull();
    return known;
  }

  /// Nobody has seen a version of this user's.
  void forgetVersions(UserId user) {
    versions.remove(user);
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  <T> T there(Function<Inboxes, CompletionStage<T>> question) {
    return get(question.apply(tested.inboxes()));
  }

  <T> T inModel(Function<Inboxes, CompletionStage<T>> question) {
    return get(question.apply(model.inboxes()));
  }

  <T> void same(Function<Inboxes, CompletionStage<T>> question) {
    T there = there(question);
    T wanted = inModel(question);
    assertThat(there).isEqualTo(wanted);
  }

  void compareOutcomes(NotifyOutcome there, NotifyOutcome inModel) {
    assertThat(there.getClass()).as("%s for %s", there, inModel).isEqualTo(inModel.getClass());
    switch (inModel) {
      case NotifyOutcome.Delivered(Ulid id, long recipients) -> {
        NotifyOutcome.Delivered delivered = (NotifyOutcome.Delivered) there;
        assertThat(delivered.recipients()).isEqualTo(recipients);
        met(delivered.id(), id);
      }
      case NotifyOutcome.Scheduled(Ulid id, long at) -> {
        NotifyOutcome.Scheduled scheduled = (NotifyOutcome.Scheduled) there;
        assertThat(scheduled.atMillis()).isEqualTo(at);
        met(scheduled.id(), id);
      }
      case NotifyOutcome.Conflict(), NotifyOutcome.ScheduleFull() -> {}
    }
  }

  private void met(Ulid there, Ulid modelId) {
    Ulid known = ids.putIfAbsent(there, modelId);
    if (known == null) {
      sent.add(new Sent(there, modelId));
    } else {
      assertThat(known).isEqualTo(modelId);
    }
  }

  void compareChanges(MarkOutcome there, MarkOutcome modelOutcome) {
    assertThat(there.unknown().stream().map(ids::get).toList()).isEqualTo(modelOutcome.unknown());
    assertThat(there.counts()).isEqualTo(modelOutcome.counts());
    assertThat(there.changed()).isEqualTo(modelOutcome.changed());
  }

  void compareStatus(Sent each) {
    Optional<NotificationStatus> status = there(all -> all.status(each.there));
    NotificationStatus wanted = inModel(all -> all.status(each.model)).orElseThrow();
    if (status.isEmpty()) { // nothing shows it any more
      assertThat(wanted.state()).isNotEqualTo(NotificationStatus.State.SCHEDULED);
      assertThat(wanted.seen()).isZero();
    } else if (preferences) {
      assertThat(status.get().state()).as("%s", each).isEqualTo(wanted.state());
      assertThat(status.get().recipients()).isEqualTo(wanted.recipients());
    } else {
      assertThat(status).as("%s", each).hasValue(wanted);
    }
  }

  void compareFollowingPages(UserId user, ViewQuery first) {
    InboxView there = there(all -> all.view(user, first));
    InboxView wanted = inModel(all -> all.view(user, first));
    comparePages(there, wanted);
    if (there.next().isPresent()) {
      ItemPlace after = there.next().get();
      ItemPlace afterInModel = wanted.next().orElseThrow();
      ViewQuery more = after(first, after);
      ViewQuery moreOfModel = after(first, afterInModel);
      comparePages(there(all -> all.view(user, more)), inModel(all -> all.view(user, moreOfModel)));
    }
  }

  private static ViewQuery after(ViewQuery query, ItemPlace place) {
    return new ViewQuery(
        query.filter(), query.grouped(), Optional.of(place), query.limit(), Optional.empty());
  }

  private void comparePages(InboxView there, InboxView wanted) {
    assertThat(there.items().stream().map(this::translated).toList()).isEqualTo(wanted.items());
    assertThat(there.groups()).isEqualTo(wanted.groups());
    assertThat(there.counts()).isEqualTo(wanted.counts());
    assertThat(there.next().isPresent()).isEqualTo(wanted.next().isPresent());
  }

  Item translated(Item item) {
    return new Item(
        ids.get(item.id()),
        item.feed(),
        item.notification(),
        item.atMicros(),
        item.expiresMillis(),
        item.seen(),
        item.read(),
        item.archived());
  }

  /// Both say whether something has changed since the user looked last.
  void compareVersions(UserId user) {
    List<String> last = versions.getOrDefault(user, List.of("none", "none"));
    InboxView there = there(all -> all.view(user, since(last.getFirst())));
    InboxView wanted = inModel(all -> all.view(user, since(last.getLast())));
    assertThat(there.same()).as("same as %s: %s", last, there.version()).isEqualTo(wanted.same());
    versions.put(user, List.of(there.version().toString(), wanted.version().toString()));
  }

  private static ViewQuery since(String version) {
    return new ViewQuery(ItemFilter.INBOX, false, Optional.empty(), 3, Optional.of(version));
  }
}
