package dev.belfry.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A fault in one subscription is that one's: the channel's others begin, and nothing is left of
/// it.
class FailingSubscriptionTest {
  private static final ChannelName CHANNEL = new ChannelName("orders");

  private final SimulatedLoops simulation = new SimulatedLoops(2, 1);
  private final ChannelPolicies policies = new ChannelPolicies(List.of(), policy());
  private final MemoryLogs logs =
      new MemoryLogs(
          simulation.loops(),
          policies,
          new MemoryBounds(1 << 20, 100, Duration.ofHours(1)),
          "e1",
          simulation,
          new SplittableRandom(1));
  private final Hub hub = new Hub(simulation.loops().getFirst(), logs);

  private static ChannelPolicy policy() {
    History history = new History(10, 1 << 20, Duration.ofHours(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.FALSE);
  }

  @Test
  void anotherSubscriberThatWaitsForTheSameLogBeginsAllTheSame() {
    RecordingSubscriber failing = new FailingSubscriber();
    RecordingSubscriber other = new RecordingSubscriber();
    hub.subscribe(CHANNEL, new Since.Now(), failing);
    Subscription good = hub.subscribe(CHANNEL, new Since.Now(), other);
    simulation.settle();
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    simulation.settle();
    assertThat(failing.refusals).isOne();
    assertThat(failing.heard).isEmpty();
    assertThat(other.heard).containsExactly("m");
    hub.unsubscribe(good);
    logs.start();
    simulation.pass(Duration.ofHours(2));
    assertThat(hub.channels()).isZero();
    assertThat(logs.channels()).isZero();
  }

  @Test
  void oneThatComesWhenTheLogIsThereIsRefusedAlone() {
    RecordingSubscriber other = new RecordingSubscriber();
    RecordingSubscriber failing = new FailingSubscriber();
    hub.subscribe(CHANNEL, new Since.Now(), other);
    simulation.settle();
    hub.subscribe(CHANNEL, new Since.Earliest(), failing);
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    simulation.settle();
    assertThat(failing.refusals).isOne();
    assertThat(other.heard).containsExactly("m");
  }

  @Test
  void aLogThatCanNotBeRegisteredWithRefusesAndIsAskedAnewTheNextTime() {
    boolean[] broken = {true};
    Hub over = new Hub(hub.loop(), new FailingRegistration(logs, broken));
    RecordingSubscriber subscriber = new RecordingSubscriber();
    over.subscribe(CHANNEL, new Since.Now(), subscriber);
    assertThat(subscriber.refusals).isOne();
    assertThat(over.channels()).isZero();
    broken[0] = false;
    over.subscribe(CHANNEL, new Since.Now(), subscriber);
    simulation.settle();
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    simulation.settle();
    assertThat(subscriber.heard).containsExactly("m");
  }

  private static Draft draft() {
    return Draft.of(new byte[] {'m'}, Message.Kind.TEXT, null);
  }

  /// Logs whose registration throws while it is broken.
  private record FailingRegistration(Logs logs, boolean[] broken) implements ForwardingLogs {
    @Override
    public void register(ChannelName channel, HeadListener listener) {
      if (broken[0]) {
        throw new IllegalStateException("thrown on purpose");
      }
      logs.register(channel, listener);
    }
  }

  @Test
  void whereSubscriptionsCostTooMuchOneMoreIsRefusedAndTheOthersStay() {
    Hub small = new Hub(hub.loop(), logs, new HubBounds(4_000, 1, 1_000));
    RecordingSubscriber subscriber = new RecordingSubscriber();
    Subscription last = small.subscribe(CHANNEL, new Since.Now(), subscriber);
    while (subscriber.refusals == 0) {
      last = small.subscribe(CHANNEL, new Since.Now(), subscriber);
    }
    assertThat(last.ended()).isTrue();
    small.subscribe(new ChannelName("other"), new Since.Now(), subscriber);
    assertThat(subscriber.refusals).isEqualTo(2);
    assertThat(small.channels()).isOne();
    long bytes = small.subscriptions().bytes();
    assertThat(bytes).isBetween(4_000L, 4_400L);
    small.unsubscribe(last);
    assertThat(small.subscriptions().bytes()).isEqualTo(bytes);
    simulation.settle();
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    simulation.settle();
    assertThat(subscriber.heard).isNotEmpty().containsOnly("m");
  }

  @Test
  void oneThatCanNotTakeAMessageEndsAndTheOthersGetIt() {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber failing = new FailingTaker();
    RecordingSubscriber last = new RecordingSubscriber();
    List.of(first, failing, last)
        .forEach(subscriber -> hub.subscribe(CHANNEL, new Since.Now(), subscriber));
    simulation.settle();
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    simulation.settle();
    assertThat(first.heard).containsExactly("m", "m");
    assertThat(last.heard).containsExactly("m", "m");
    assertThat(failing.refusals).isOne();
  }

  @Test
  void oneThatIsBehindAndCanNotTakeWhatItIsDueEndsToo() {
    logs.append(CHANNEL, draft(), hub.loop(), _ -> {});
    RecordingSubscriber failing = new FailingTaker();
    RecordingSubscriber other = new RecordingSubscriber();
    hub.subscribe(CHANNEL, new Since.Earliest(), failing);
    hub.subscribe(CHANNEL, new Since.Earliest(), other);
    simulation.settle();
    failing.catchUp();
    other.catchUp();
    assertThat(failing.refusals).isOne();
    assertThat(failing.subscription().ended()).isTrue();
    assertThat(other.heard).containsExactly("m");
  }

  private static final class FailingTaker extends RecordingSubscriber {
    @Override
    public boolean offer(Subscription begun, Frame frame, long through) {
      throw new IllegalStateException("thrown on purpose");
    }
  }

  private static final class FailingSubscriber extends RecordingSubscriber {
    @Override
    public void subscribed(Subscription begun, ChannelLog.Start start) {
      throw new IllegalStateException("thrown on purpose");
    }
  }
}
