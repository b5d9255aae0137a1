package dev.belfry.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Clients that come back together, to the same place: one read and one frame serve them all, and
/// nobody is served what is not theirs, or not due any more.
class CatchUpSharingTest {
  private static final ChannelName CHANNEL = new ChannelName("orders");

  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  private final SlowLogs logs =
      new SlowLogs(
          new MemoryLogs(
              simulation.loops(),
              new ChannelPolicies(List.of(), policy()),
              new MemoryBounds(1 << 20, 100, Duration.ofHours(1)),
              "e1",
              simulation,
              new SplittableRandom(1)));
  private final Hub hub = new Hub(simulation.loops().getFirst(), logs);
  private final int encodedBefore = RecordingSubscriber.encodings();

  private static ChannelPolicy policy() {
    History history = new History(1_000, 1 << 20, Duration.ofHours(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, false, Presence.FALSE);
  }

  private List<RecordingSubscriber> subscribe(int count) {
    List<RecordingSubscriber> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingSubscriber subscriber = new RecordingSubscriber();
      hub.subscribe(CHANNEL, new Since.Earliest(), subscriber);
      all.add(subscriber);
    }
    simulation.settle();
    return all;
  }

  private void publish(Draft draft) {
    logs.append(CHANNEL, draft, hub.loop(), _ -> {});
    simulation.settle();
  }

  private static Draft draft(String text, Ulid publisher) {
    return Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, publisher);
  }

  private static Draft draft(String text, String replaceKey, long expiresAtMillis) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return new Draft(data, Message.Kind.TEXT, null, replaceKey, expiresAtMillis, null);
  }

  private int encoded() {
    return RecordingSubscriber.encodings() - encodedBefore;
  }

  @Test
  void thoseWhoWaitForTheSameReadShareItAndItsFrame() {
    publish(draft("one", (Ulid) null));
    publish(draft("two", (Ulid) null));
    List<RecordingSubscriber> all = subscribe(100);
    all.forEach(RecordingSubscriber::catchUp);
    assertThat(logs.asked()).isOne();
    logs.answerAll();
    assertThat(all).allSatisfy(one -> assertThat(one.heard).containsExactly("one", "two"));
    assertThat(encoded()).isOne();
  }

  @Test
  void oneThatComesAMomentLaterGetsTheSameFrameWithoutARead() {
    publish(draft("one", (Ulid) null));
    subscribe(1).forEach(RecordingSubscriber::catchUp);
    logs.answerAll();
    RecordingSubscriber later = subscribe(1).getFirst();
    later.catchUp();
    assertThat(later.heard).containsExactly("one");
    assertThat(encoded()).isOne();
    simulation.pass(Duration.ofSeconds(2));
    RecordingSubscriber late = subscribe(1).getFirst();
    late.catchUp();
    logs.answerAll();
    assertThat(late.heard).containsExactly("one");
    assertThat(encoded()).isEqualTo(2);
  }

  @Test
  void thePublisherOfARunGetsAFrameOfItsOwn() {
    Ulid ann = UlidCreator.getUlid();
    publish(draft("a", ann));
    publish(draft("b", UlidCreator.getUlid()));
    List<RecordingSubscriber> all = subscribe(3);
    all.get(1).sessionId = ann;
    all.forEach(RecordingSubscriber::catchUp);
    logs.answerAll();
    assertThat(all.get(0).heard).containsExactly("a", "b");
    assertThat(all.get(1).heard).containsExactly("b");
    assertThat(all.get(2).heard).containsExactly("a", "b");
    assertThat(encoded()).isEqualTo(2);
  }

  @Test
  void whatExpiresOrIsReplacedInThatMomentIsNotServedAgain() {
    publish(draft("price 1", "price", Long.MAX_VALUE));
    publish(draft("soon over", null, simulation.wallMillis() + 100));
    subscribe(1).forEach(RecordingSubscriber::catchUp);
    logs.answerAll();
    publish(draft("price 2", "price", Long.MAX_VALUE));
    simulation.pass(Duration.ofMillis(200));
    RecordingSubscriber later = subscribe(1).getFirst();
    later.catchUp();
    logs.answerAll();
    assertThat(later.heard).containsExactly("price 2");
  }

  @Test
  void oneThatLeavesWhileItWaitsTakesNothingFromTheOthers() {
    publish(draft("one", (Ulid) null));
    List<RecordingSubscriber> all = subscribe(3);
    all.forEach(RecordingSubscriber::catchUp);
    hub.unsubscribe(all.getFirst().subscription());
    logs.answerAll();
    assertThat(all.get(0).heard).isEmpty();
    assertThat(all.get(1).heard).containsExactly("one");
    assertThat(all.get(2).heard).containsExactly("one");
  }

  @Test
  void noMoreReadsAreUnderWayThanThereAreTurns() {
    IntStream.range(0, 50).forEach(i -> publish(draft("m" + i, (Ulid) null)));
    List<RecordingSubscriber> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      RecordingSubscriber subscriber = new RecordingSubscriber();
      hub.subscribe(CHANNEL, new Since.Last(50 - i), subscriber);
      all.add(subscriber);
    }
    simulation.settle();
    all.forEach(RecordingSubscriber::catchUp);
    assertThat(logs.asked()).isBetween(1, 16);
    logs.answerAll();
    for (int i = 0; i < 40; i++) {
      assertThat(all.get(i).heard).hasSize(50 - i);
    }
    assertThat(logs.askedMost()).isBetween(1, 16);
  }
}
