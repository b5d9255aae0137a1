package dev.belfry.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HistoryPage;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.PageBounds;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Since;
import dev.belfry.server.publish.PublishTerms;
import dev.belfry.server.publish.ScheduleTime;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;

/// Places and times that no client would send, read by their parsers and used on a log. A build
/// runs the inputs kept beside this class; `JAZZER_FUZZ=1 ./mvnw test -pl protocol,server
/// -Dtest=SinceFuzzTest` looks for more.
final class SinceFuzzTest {
  private static final ChannelName CHANNEL = new ChannelName("orders");

  private final SimulatedLoops simulation = new SimulatedLoops(2, 1);
  private final MemoryLogs logs =
      new MemoryLogs(
          simulation.loops(),
          new ChannelPolicies(List.of(), policy()),
          new MemoryBounds(1 << 20, 100, Duration.ofHours(1)),
          "e1",
          simulation,
          new SplittableRandom(1));
  private final ByteBudget unlimited = new ByteBudget(Long.MAX_VALUE);
  private final Hub hub = new Hub(simulation.loops().getFirst(), logs);

  private static ChannelPolicy policy() {
    History history = new History(1_000, 1 << 20, Duration.ofHours(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.FALSE);
  }

  @BeforeEach
  void start() {
    logs.start();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @FuzzTest(maxDuration = "60s")
  void whereverAClientWantsToBeginItBeginsAndLeavesNothingBehind(byte[] bytes) {
    Since.parse(text(bytes)).ifPresent(this::subscribe);
    assertThat(hub.channels()).isZero();
    assertThat(logs.channels()).isZero();
  }

  private void subscribe(Since since) {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber behind = new RecordingSubscriber();
    List<Subscription> subscriptions =
        List.of(
            hub.subscribe(CHANNEL, since, first), hub.subscribe(CHANNEL, new Since.Now(), behind));
    simulation.settle();
    Draft draft = Draft.of(new byte[] {'m'}, Message.Kind.TEXT, null);
    logs.append(CHANNEL, draft, hub.loop(), _ -> {});
    simulation.settle();
    assertThat(first.refusals + behind.refusals).isZero();
    assertThat(behind.heard).containsExactly("m");
    subscriptions.forEach(hub::unsubscribe);
    simulation.pass(Duration.ofHours(2));
    simulation.settle();
  }

  @FuzzTest(maxDuration = "60s")
  void whateverPageIsWantedIsAnswered(byte[] bytes) {
    Position.parse(text(bytes)).ifPresent(this::readPages);
  }

  private void readPages(Position position) {
    List<HistoryRange.Outcome> pages = new ArrayList<>();
    for (HistoryRange range :
        List.of(new HistoryRange.After(position), new HistoryRange.Before(position))) {
      new HistoryReader(logs, hub.loop(), PageBounds.LARGEST, unlimited)
          .read(CHANNEL, range, 10, pages::add);
    }
    simulation.settle();
    assertThat(pages).hasSize(2).allMatch(page -> page instanceof HistoryPage);
  }

  @FuzzTest(maxDuration = "60s")
  void wheneverAMessageIsToAppearOrExpireItIsKeptOrTheTimeIsRefused(byte[] bytes) {
    String text = text(bytes);
    long now = simulation.wallMillis();
    ScheduleTime.parse(text, now)
        .ifPresent(at -> {
          List<Object> outcomes = new ArrayList<>();
          Draft draft = Draft.of(new byte[] {'m'}, Message.Kind.TEXT, null);
          logs.schedule(new Schedule.Entry(CHANNEL, draft, at, ""), hub.loop(), outcomes::add);
          simulation.settle();
          assertThat(outcomes).hasSize(1);
        });
    PublishTerms.timeToCome(text, now).ifPresent(expires -> assertThat(expires).isPositive());
  }
}
