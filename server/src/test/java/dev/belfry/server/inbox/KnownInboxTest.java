package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.KnownInbox.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Events of a feed and of a user that come in another order than they were committed in.
class KnownInboxTest {
  private static final UserId ANN = new UserId("ann");
  private static final ChannelName NEWS = new ChannelName("news");

  private final List<InboxPart> told = new ArrayList<>();
  private final KnownInbox inbox = new KnownInbox(ANN, standing(0, 1));

  private static Standing standing(long revision, long head) {
    Map<ChannelName, FeedState> feeds = Map.of(NEWS, new FeedState(head, 0));
    return new Standing(
        InboxVersion.of("e", revision, feeds),
        InboxCounts.NONE,
        feeds,
        Set.of(),
        Map.of(NEWS, new FeedRoom(100, 100, 100)));
  }

  private static Item item(long place) {
    Notification notification = new Notification(new JsonText("{}"), "", List.of(), "g");
    return new Item(
        new Ulid(0, place), NEWS, notification, place, Long.MAX_VALUE, false, false, false);
  }

  private Step append(long place) {
    return inbox.take(
        new InboxEvent.Appended(
            item(place),
            Set.of(),
            Optional.empty(),
            new FeedState(place - 1, 0),
            new FeedState(place, 0)),
        told);
  }

  private Step change(InboxChange change) {
    return inbox.take(new InboxEvent.Changed(ANN, 1, Optional.of(change)), told);
  }

  @Test
  void whatWasMarkedBeforeItsFeedTellsOfItIsReadAnew() {
    change(new InboxChange.Marked(List.of(item(3).id()), Mark.Kind.READ));
    assertThat(append(2)).isEqualTo(Step.TELL);
    assertThat(append(3)).isEqualTo(Step.ANEW);
    assertThat(told).hasSize(2);
  }

  @Test
  void whatAMarkOfAllReachedIsReadAnewAndWhatCameAfterItIsTold() {
    Mark.Target.All all = new Mark.Target.All(ItemFilter.INBOX, item(2).place());
    change(new InboxChange.MarkedAll(all, Mark.Kind.READ));
    assertThat(append(2)).isEqualTo(Step.ANEW);
    assertThat(append(3)).isEqualTo(Step.TELL);
  }

  /// While something is on its way yet, a mark may be of that.
  @Test
  void marksAreForgottenOnceNothingIsOnItsWay() {
    change(new InboxChange.Marked(List.of(item(2).id(), item(3).id()), Mark.Kind.READ));
    inbox.counted(standing(1, 3));
    assertThat(append(2)).isEqualTo(Step.ANEW);
    inbox.counted(standing(1, 2));
    assertThat(append(3)).isEqualTo(Step.TELL);
  }

  @Test
  void ofAnItemThatIsCountedAlreadyNobodyKnowsWhatFellOutOfTheWindow() {
    append(2);
    assertThat(inbox.groupFell()).isFalse();
    inbox.counted(standing(0, 3));
    append(3);
    assertThat(inbox.groupFell()).isTrue();
  }
}
