package dev.belfry.server.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InboxVersionTest {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final ChannelName EVERYONE = new ChannelName("@everyone");

  @Test
  void itGoesOnWithEventsToWhatIsReadAfterThem() {
    InboxVersion before =
        InboxVersion.of("k3", 4, Map.of(NEWS, new FeedState(7, 1), EVERYONE, new FeedState(0, 0)));

    InboxVersion after = before.moved(NEWS, new FeedState(7, 1), new FeedState(8, 2)).revised(5);

    assertThat(after)
        .isEqualTo(
            InboxVersion.of(
                "k3", 5, Map.of(NEWS, new FeedState(8, 2), EVERYONE, new FeedState(0, 0))))
        .isNotEqualTo(before);
  }

  @Test
  void statesOfTwoFeedsAreNotTakenForEachOther() {
    FeedState one = new FeedState(1, 0);
    FeedState other = new FeedState(0, 1);

    assertThat(InboxVersion.of("k", 0, Map.of(NEWS, one, EVERYONE, other)).feeds())
        .isNotEqualTo(InboxVersion.of("k", 0, Map.of(NEWS, other, EVERYONE, one)).feeds());
    assertThat(InboxVersion.hash(NEWS, one)).isNotEqualTo(InboxVersion.hash(NEWS, other));
  }

  @Test
  void clientsSeeThreeParts() {
    assertThat(new InboxVersion("k3f9", 37, 0x8f3aL)).hasToString("k3f9-11-8f3a");
  }
}
