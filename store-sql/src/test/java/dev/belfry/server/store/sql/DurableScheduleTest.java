package dev.belfry.server.store.sql;

import static dev.belfry.server.store.sql.SqlFixture.NEWS;
import static dev.belfry.server.store.sql.SqlFixture.draft;
import static dev.belfry.server.store.sql.SqlFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is scheduled in a store on disk, across its restarts.
class DurableScheduleTest {
  @TempDir Path temporary;
  private SqlFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new SqlFixture(temporary.resolve("data")).open();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Schedule.Outcome schedule(Draft draft, Duration delay) {
    List<Schedule.Outcome> outcomes = new ArrayList<>();
    long at = store.simulation.wallMillis() + delay.toMillis();
    store.logs.schedule(new Schedule.Entry(NEWS, draft, at, ""), store.caller, outcomes::add);
    store.simulation.settle();
    return outcomes.getFirst();
  }

  private Schedule.Outcome.Kept scheduled(String text, int seconds) {
    return (Schedule.Outcome.Kept) schedule(text(text), Duration.ofSeconds(seconds));
  }

  private Schedule.Cancellation cancel(Schedule.Outcome.Kept kept) {
    List<Schedule.Cancellation> outcomes = new ArrayList<>();
    store.logs.cancel(kept.id(), (_, _) -> true, store.caller, outcomes::add);
    store.simulation.settle();
    return outcomes.getFirst();
  }

  private void pass(int seconds) {
    store.simulation.pass(Duration.ofSeconds(seconds));
  }

  @Test
  void whatIsScheduledOutlivesARestart() throws IOException {
    Schedule.Outcome.Kept kept = scheduled("later", 60);
    store.restart();
    pass(59);
    assertThat(store.texts()).isEmpty();
    pass(2);
    assertThat(store.texts()).containsExactly("later");
    store.restart();
    pass(100);
    assertThat(store.texts()).containsExactly("later");
    assertThat(cancel(kept)).isEqualTo(Schedule.Cancellation.UNKNOWN);
  }

  @Test
  void whatCameDueWhileTheServerWasDownAppearsInOrderWhenItStarts() throws IOException {
    scheduled("2", 20);
    scheduled("1", 10);
    scheduled("3", 30);
    store.close();
    pass(100);
    store.open();
    pass(1);
    assertThat(store.texts()).containsExactly("1", "2", "3");
  }

  @Test
  void aCancelledMessageStaysCancelled() throws IOException {
    Schedule.Outcome.Kept kept = scheduled("never", 60);
    store.restart();
    assertThat(cancel(kept)).isEqualTo(Schedule.Cancellation.DONE);
    assertThat(cancel(kept)).isEqualTo(Schedule.Cancellation.UNKNOWN);
    store.restart();
    pass(100);
    assertThat(store.texts()).isEmpty();
  }

  @Test
  void aKeyCountsFromTheSchedulingOnAcrossRestarts() throws IOException {
    Draft once = draft("pay", "k", null);
    var first = (Schedule.Outcome.Kept) schedule(once, Duration.ofSeconds(60));
    store.restart();
    assertThat(schedule(once, Duration.ofSeconds(90))).isEqualTo(first);
    assertThat(store.append(once)).isEqualTo(new AppendOutcome.Conflict());
    assertThat(schedule(draft("other", "k", null), Duration.ofSeconds(60)))
        .isEqualTo(new Schedule.Outcome.NotKept(new AppendOutcome.Conflict()));
    pass(61);
    store.restart();
    var again = (AppendOutcome.Duplicate) store.append(once);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(schedule(once, Duration.ofSeconds(60)))
        .isEqualTo(new Schedule.Outcome.NotKept(again));
    assertThat(store.texts()).containsExactly("pay");
  }

  /// The files are copied at many moments, as a process that ends there would leave them: each copy
  /// has the message once in the end, whether it had left the schedule already or not.
  @Test
  void aProcessThatIsCutOffPublishesOnce() throws IOException {
    scheduled("once", 1);
    for (int moment = 0; moment < 8; moment++) {
      store.simulation.pass(Duration.ofMillis(250));
      SqlFixture left = new SqlFixture(copy("moment" + moment)).open();
      left.simulation.pass(Duration.ofSeconds(10));
      assertThat(left.texts()).containsExactly("once");
      left.close();
    }
    assertThat(store.texts()).containsExactly("once");
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(temporary.resolve(name));
    try (Stream<Path> files = Files.list(store.folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void noMoreWaitThanTheBoundAcrossRestartsToo() throws IOException {
    for (int i = 0; i < 100; i++) {
      scheduled("m" + i, 60);
    }
    assertThat(schedule(text("x"), Duration.ofSeconds(60)))
        .isInstanceOf(Schedule.Outcome.NotKept.class);
    store.restart();
    assertThat(schedule(text("x"), Duration.ofSeconds(60)))
        .isInstanceOf(Schedule.Outcome.NotKept.class);
    pass(61);
    assertThat(store.texts()).isEqualTo(IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
    scheduled("room again", 60);
  }

  @Test
  void whatTheBoundOfBytesAdmitsIsCountedAnewAtEachStart() throws IOException {
    store.close();
    store.bounds = SqlFixture.bounds(10_000, new ScheduleBounds(100, 2_000));
    store.open();
    Schedule.Outcome.Kept first = scheduled("x".repeat(1_000), 60);
    assertThat(schedule(text("x".repeat(1_000)), Duration.ofSeconds(60)))
        .isInstanceOf(Schedule.Outcome.NotKept.class);
    store.restart();
    assertThat(schedule(text("x".repeat(1_000)), Duration.ofSeconds(60)))
        .isInstanceOf(Schedule.Outcome.NotKept.class);
    assertThat(cancel(first)).isEqualTo(Schedule.Cancellation.DONE);
    scheduled("x".repeat(1_000), 60);
  }

  @Test
  void whatWasScheduledForAChannelThatIsNotDurableAnyMoreIsPublishedToItAsItIsNow()
      throws IOException {
    scheduled("later", 60);
    Schedule.Outcome.Kept cancelled = scheduled("never", 60);
    store.close();
    store.durable = false;
    store.open();
    pass(30);
    assertThat(cancel(cancelled)).isEqualTo(Schedule.Cancellation.DONE);
    assertThat(store.textsElsewhere()).isEmpty();
    pass(31);
    assertThat(store.textsElsewhere()).containsExactly("later");
    assertThat(store.texts()).isEmpty();
    store.restart();
    pass(100);
    assertThat(store.textsElsewhere()).isEmpty();
  }

  @Test
  void aChannelThatIsDurableAgainHasWhatItHad() throws IOException {
    store.append(text("kept"));
    store.close();
    store.durable = false;
    store.history =
        new dev.belfry.server.channel.ChannelPolicy.History(0, 1, Duration.ofSeconds(1));
    store.open();
    pass(100);
    store.close();
    store.durable = true;
    store.history =
        new dev.belfry.server.channel.ChannelPolicy.History(1_000, 1 << 20, Duration.ofHours(1));
    store.open();
    pass(1);
    assertThat(store.texts()).containsExactly("kept");
  }
}
