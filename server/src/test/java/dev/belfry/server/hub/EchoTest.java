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
import org.junit.jupiter.api.Test;

/// A channel that does not echo: nobody gets what they published themselves, all others get all,
/// and what they get alike is encoded once.
class EchoTest {
  private static final ChannelName CHAT = new ChannelName("chat");

  private final SimulatedLoops simulation = new SimulatedLoops(1, 1);
  private final MemoryLogs logs =
      new MemoryLogs(
          simulation.loops(),
          new ChannelPolicies(List.of(), policy()),
          new MemoryBounds(1 << 20, 100, Duration.ofHours(1)),
          "e1",
          simulation,
          new SplittableRandom(1));
  private final Hub hub = new Hub(simulation.loops().getFirst(), logs);

  private static ChannelPolicy policy() {
    History history = new History(1_000, 1 << 20, Duration.ofHours(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, false, Presence.FALSE);
  }

  private RecordingSubscriber subscribe(Ulid sessionId, Since since) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    subscriber.sessionId = sessionId;
    hub.subscribe(CHAT, since, subscriber);
    simulation.settle();
    return subscriber;
  }

  private void publish(String text, Ulid publisherSession) {
    Draft draft =
        Draft.of(text.getBytes(StandardCharsets.UTF_8), Message.Kind.TEXT, publisherSession);
    logs.append(CHAT, draft, hub.loop(), _ -> {});
  }

  @Test
  void everyoneLiveGetsAllButTheirOwnInOneRunThatIsEncodedOnceForThoseWhoPublishedNoneOfIt() {
    Ulid ann = UlidCreator.getUlid();
    Ulid bob = UlidCreator.getUlid();
    List<RecordingSubscriber> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(subscribe(i % 2 == 0 ? null : UlidCreator.getUlid(), new Since.Now()));
    }
    RecordingSubscriber first = subscribe(ann, new Since.Now());
    RecordingSubscriber second = subscribe(bob, new Since.Now());
    int before = RecordingSubscriber.encodings();
    publish("a1", ann);
    publish("b1", bob);
    publish("backend", null);
    publish("a2", ann);
    simulation.settle();
    assertThat(first.heard).containsExactly("b1", "backend");
    assertThat(second.heard).containsExactly("a1", "backend", "a2");
    assertThat(others)
        .allSatisfy(other -> assertThat(other.heard).containsExactly("a1", "b1", "backend", "a2"));
    assertThat(RecordingSubscriber.encodings() - before).isEqualTo(3);
  }

  @Test
  void oneWhoCatchesUpGetsAllButTheirOwnAndNoGap() {
    Ulid ann = UlidCreator.getUlid();
    publish("a1", ann);
    publish("b1", UlidCreator.getUlid());
    publish("a2", ann);
    simulation.settle();
    RecordingSubscriber late = subscribe(ann, new Since.Earliest());
    late.catchUp();
    publish("a3", ann);
    publish("backend", null);
    simulation.settle();
    assertThat(late.heard).containsExactly("b1", "backend");
    assertThat(late.gaps).isZero();
  }
}
