package dev.belfry.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.store.ScheduleBounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every schedule keeps to, whatever it is made of.
public abstract class ScheduleContract {
  private static final ChannelName NEWS = new ChannelName("news");
  private static final int MUCH = 1 << 20;
  private static final String AUTHOR = "user:ann\uD83D\uDE00";

  protected final SimulatedLoops simulation = new SimulatedLoops(3, 1);
  private final SimulatedLoop caller = simulation.loops().getFirst();
  private Logs logs;
  private Schedule schedule;

  /// A store that keeps this channel with history, and its schedule; it appends what is due.
  ///
  /// @param each bounds of what waits for one channel
  protected abstract Logs create(SimulatedLoops loops, ScheduleBounds each);

  private void begin(int messagesMax, long bytesMax) {
    logs = create(simulation, new ScheduleBounds(messagesMax, bytesMax));
    schedule = (Schedule) logs;
  }

  private static Draft draft(String text, String key) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return new Draft(data, Message.Kind.TEXT, key, null, Long.MAX_VALUE, null);
  }

  private Schedule.Outcome schedule(Draft draft, int seconds) {
    List<Schedule.Outcome> outcomes = new ArrayList<>();
    long at = simulation.wallMillis() + seconds * 1000L;
    schedule.schedule(new Schedule.Entry(NEWS, draft, at, AUTHOR), caller, outcomes::add);
    simulation.settle();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  private Schedule.Outcome.Kept scheduled(String text, int seconds) {
    return (Schedule.Outcome.Kept) schedule(draft(text, null), seconds);
  }

  private AppendOutcome append(Draft draft) {
    List<AppendOutcome> outcomes = new ArrayList<>();
    logs.append(NEWS, draft, caller, outcomes::add);
    simulation.settle();
    return outcomes.getFirst();
  }

  private Schedule.Cancellation cancel(Ulid id) {
    return cancel(id, (_, _) -> true);
  }

  private Schedule.Cancellation cancel(Ulid id, Schedule.CancelGuard guard) {
    List<Schedule.Cancellation> outcomes = new ArrayList<>();
    schedule.cancel(id, guard, caller, outcomes::add);
    simulation.settle();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  @Test
  void whatWasTakenBackCountsNoMore() {
    begin(100, 500);
    for (int i = 0; i < 100; i++) {
      assertThat(cancel(scheduled("m", 60).id())).isEqualTo(Schedule.Cancellation.DONE);
    }
  }

  @Test
  void theGuardIsAskedByChannelAndAuthorAndDecides() {
    begin(10, MUCH);
    Ulid id = scheduled("m", 60).id();
    List<String> asked = new ArrayList<>();
    Schedule.Cancellation refused =
        cancel(
            id,
            (channel, author) -> {
              asked.add(channel + " of " + author);
              return false;
            });
    assertThat(refused).isEqualTo(Schedule.Cancellation.REFUSED);
    assertThat(asked).containsExactly(NEWS + " of " + AUTHOR);
    assertThat(cancel(id)).isEqualTo(Schedule.Cancellation.DONE);
    assertThat(cancel(id)).isEqualTo(Schedule.Cancellation.UNKNOWN);
  }

  private void pass(int seconds) {
    simulation.pass(Duration.ofSeconds(seconds));
  }

  private List<Message> messages() {
    List<Message> all = new ArrayList<>();
    logs.find(
        NEWS,
        caller,
        found -> {
          ChannelLog log = (ChannelLog) found;
          log.read(
              0,
              log.head(),
              MUCH,
              caller,
              replay -> {
                if (replay instanceof Replay.Batch(List<Message> run, long _)) {
                  all.addAll(run);
                }
              });
        });
    simulation.settle();
    return all;
  }

  private List<String> texts() {
    return messages().stream()
        .map(message -> new String(message.data(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void aMessageAppearsOnceWhenItsTimeHasComeUnderTheIdThatWasPromised() {
    begin(100, MUCH);
    Schedule.Outcome.Kept kept = scheduled("later", 60);
    pass(59);
    assertThat(texts()).isEmpty();
    pass(2);
    assertThat(messages()).singleElement().extracting(Message::id).isEqualTo(kept.id());
    pass(100);
    assertThat(texts()).containsExactly("later");
  }

  @Test
  void messagesAppearInTheOrderOfTheirTimesAndThenOfTheirScheduling() {
    begin(100, MUCH);
    scheduled("3", 30);
    scheduled("1", 10);
    scheduled("2a", 20);
    scheduled("2b", 20);
    pass(31);
    assertThat(texts()).containsExactly("1", "2a", "2b", "3");
  }

  @Test
  void whatIsCancelledNeverAppears() {
    begin(100, MUCH);
    Schedule.Outcome.Kept kept = scheduled("never", 10);
    Schedule.Outcome.Kept other = scheduled("other", 10);
    assertThat(cancel(kept.id())).isEqualTo(Schedule.Cancellation.DONE);
    assertThat(cancel(kept.id())).isEqualTo(Schedule.Cancellation.UNKNOWN);
    pass(11);
    assertThat(texts()).containsExactly("other");
    assertThat(cancel(other.id())).isEqualTo(Schedule.Cancellation.UNKNOWN);
    assertThat(cancel(Ulid.fast())).isEqualTo(Schedule.Cancellation.UNKNOWN);
  }

  @Test
  void aKeyCountsFromTheSchedulingOn() {
    begin(100, MUCH);
    var first = (Schedule.Outcome.Kept) schedule(draft("pay", "k"), 60);
    assertThat(schedule(draft("pay", "k"), 90)).isEqualTo(first);
    assertThat(append(draft("pay", "k"))).isEqualTo(new AppendOutcome.Conflict());
    assertThat(schedule(draft("other", "k"), 60))
        .isEqualTo(new Schedule.Outcome.NotKept(new AppendOutcome.Conflict()));
    pass(61);
    var again = (AppendOutcome.Duplicate) append(draft("pay", "k"));
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(schedule(draft("pay", "k"), 60)).isEqualTo(new Schedule.Outcome.NotKept(again));
    assertThat(texts()).containsExactly("pay");
  }

  @Test
  void theKeyOfWhatWasCancelledIsFree() {
    begin(100, MUCH);
    var first = (Schedule.Outcome.Kept) schedule(draft("pay", "k"), 60);
    cancel(first.id());
    assertThat(append(draft("other", "k"))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void noMoreWaitThanTheBoundAndThereIsRoomAgainAfterwards() {
    begin(3, MUCH);
    scheduled("1", 10);
    Schedule.Outcome.Kept second = scheduled("2", 20);
    scheduled("3", 10);
    assertRefused(schedule(draft("4", null), 10));
    cancel(second.id());
    scheduled("5", 30);
    assertRefused(schedule(draft("6", null), 10));
    pass(11);
    scheduled("7", 1);
    scheduled("8", 1);
    assertRefused(schedule(draft("9", null), 10));
  }

  @Test
  void noMoreBytesWaitThanTheBoundAndThereIsRoomAgainAfterwards() {
    begin(100, 2_000 + 2 * (400 + AUTHOR.codePointCount(0, AUTHOR.length())));
    Schedule.Outcome.Kept first = scheduled("x".repeat(1_500), 10);
    assertRefused(schedule(draft("x".repeat(501), null), 10));
    scheduled("x".repeat(500), 20);
    assertRefused(schedule(draft("", null), 10));
    cancel(first.id());
    scheduled("x".repeat(1_500), 30);
    pass(21);
    scheduled("x".repeat(500), 10);
    assertRefused(schedule(draft("", null), 10));
  }

  private static void assertRefused(Schedule.Outcome outcome) {
    assertThat(outcome).isInstanceOf(Schedule.Outcome.NotKept.class);
    assertThat(((Schedule.Outcome.NotKept) outcome).why()).isInstanceOf(Unavailable.class);
  }

  @Test
  void manyThatAreDueAtOnceAllAppear() {
    begin(5_000, 4 * MUCH);
    for (int i = 0; i < 1_200; i++) {
      scheduled("m" + i, 10);
    }
    pass(11);
    assertThat(texts()).isEqualTo(IntStream.range(0, 1_200).mapToObj(i -> "m" + i).toList());
  }
}
