package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Store;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Schedule.Cancellation;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RoutedStoresTest {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final ChannelName KEPT = new ChannelName("kept");

  private final Loop loop = new SimulatedLoops(1, 1).loops().getFirst();
  private final List<String> calls = new ArrayList<>();
  private final FakeStore memory = new FakeStore("memory");
  private final FakeStore disk = new FakeStore("disk");
  private final Map<Store, FakeStore> stores = Map.of(Store.MEMORY, memory, Store.DURABLE, disk);
  private final Logs logs = new RoutedLogs(policies(), stores);
  private final Schedule schedule = new RoutedSchedule(policies(), stores);

  private static ChannelPolicies policies() {
    ChannelPolicy plain = ServerConfig.defaults().channelPolicies().policyFor(NEWS);
    ChannelPolicy durable =
        new ChannelPolicy(
            true,
            plain.history(),
            plain.publish(),
            plain.subscribe(),
            plain.echo(),
            plain.presence());
    ChannelPattern pattern = ChannelPattern.parse(KEPT.text()).orElseThrow();
    return new ChannelPolicies(List.of(new ChannelPolicies.Rule(pattern, durable)), plain);
  }

  private static Draft draft() {
    return Draft.of(new byte[] {'m'}, Message.Kind.TEXT, null);
  }

  private Cancellation cancel() {
    List<Cancellation> outcomes = new ArrayList<>();
    schedule.cancel(UlidCreator.getUlid(), (_, _) -> true, loop, outcomes::add);
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private boolean ready() {
    List<Boolean> answers = new ArrayList<>();
    logs.ready(loop, answers::add);
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  @Test
  void eachChannelIsKeptByTheStoreThatItsPolicyNames() {
    logs.append(NEWS, draft(), loop, _ -> {});
    logs.append(KEPT, draft(), loop, _ -> {});
    logs.find(NEWS, loop, _ -> {});
    logs.find(KEPT, loop, _ -> {});
    schedule.schedule(new Schedule.Entry(KEPT, draft(), 1, ""), loop, _ -> {});
    schedule.schedule(new Schedule.Entry(NEWS, draft(), 1, ""), loop, _ -> {});
    assertThat(calls)
        .containsExactly(
            "memory append",
            "disk append",
            "memory find",
            "disk find",
            "disk schedule",
            "memory schedule");
  }

  @Test
  void aStoreThatTheWiringForgotIsNamed() {
    Logs one = new RoutedLogs(policies(), Map.of(Store.MEMORY, memory));
    assertThatThrownBy(() -> one.append(KEPT, draft(), loop, _ -> {}))
        .hasMessageContaining("DURABLE")
        .hasMessageContaining("kept");
  }

  @Test
  void allAreReadyOrNoneIs() {
    assertThat(ready()).isTrue();
    disk.ready = false;
    assertThat(ready()).isFalse();
    calls.clear();
    memory.ready = false;
    assertThat(ready()).isFalse();
    assertThat(calls).containsExactly("memory ready");
  }

  @Test
  void aMessageIsTakenBackWhereverItIs() {
    disk.cancellation = Cancellation.DONE;
    assertThat(cancel()).isEqualTo(Cancellation.DONE);
    assertThat(calls).containsExactly("memory cancel", "disk cancel");
    calls.clear();
    memory.cancellation = Cancellation.DONE;
    assertThat(cancel()).isEqualTo(Cancellation.DONE);
    assertThat(calls).containsExactly("memory cancel");
  }

  @Test
  void aStoreThatCanNotTellLeavesItOpenUnlessAnotherHasTheMessage() {
    assertThat(cancel()).isEqualTo(Cancellation.UNKNOWN);
    memory.cancellation = Cancellation.UNAVAILABLE;
    assertThat(cancel()).isEqualTo(Cancellation.UNAVAILABLE);
    disk.cancellation = Cancellation.DONE;
    assertThat(cancel()).isEqualTo(Cancellation.DONE);
  }

  private final class FakeStore implements Logs, Schedule {
    private final String name;
    private Cancellation cancellation = Cancellation.UNKNOWN;
    private boolean ready = true;

    FakeStore(String name) {
      this.name = name;
    }

    private void called(String what) {
      calls.add(name + " " + what);
    }

    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      called("append");
    }

    @Override
    public void register(ChannelName channel, HeadListener listener) {
      called("register");
    }

    @Override
    public void unregister(ChannelName channel, HeadListener listener) {
      called("unregister");
    }

    @Override
    public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
      called("find");
      then.accept(new Unavailable(name));
    }

    @Override
    public void ready(Loop caller, Consumer<Boolean> then) {
      called("ready");
      then.accept(ready);
    }

    @Override
    public void schedule(Entry entry, Loop caller, Consumer<Outcome> then) {
      called("schedule");
    }

    @Override
    public void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then) {
      called("cancel");
      then.accept(cancellation);
    }
  }
}
