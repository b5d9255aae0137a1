package dev.belfry.server.store.shared;

import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.OTHER;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.cluster.PresenceTable.Entry;
import dev.belfry.server.cluster.PresenceTable.Found;
import dev.belfry.server.cluster.PresenceTable.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine keeps to as a keeper of who is present. On the real server.
public abstract class PresenceContract {
  private static final String A = PresenceTable.edition("A", 1);
  private static final String B = PresenceTable.edition("B", 7);

  private Engine engine;
  protected PresenceTable here;
  protected PresenceTable elsewhere;

  /// One more node's engine on the server of this test; closed at its end.
  protected abstract Engine open();

  @BeforeEach
  void openEngines() {
    here = opened();
    elsewhere = opened();
  }

  /// As the rows of nodes have it.
  private String life() {
    return answer(engine.nodes().write("A", "{}", Duration.ofMinutes(1), null)).life();
  }

  private PresenceTable opened() {
    engine = open();
    engine.start(new RecordedSignals());
    await().until(() -> answers(engine.states(List.of(NEWS))));
    return engine.presence();
  }

  private static boolean answers(CompletionStage<?> stage) {
    try {
      return stage.toCompletableFuture().join() != null;
    } catch (CompletionException notYet) {
      return false;
    }
  }

  private static Entry there(ChannelName channel, String user, String row) {
    return new Entry(channel, user, row);
  }

  private static Entry gone(ChannelName channel, String user) {
    return new Entry(channel, user, null);
  }

  private Found read(PresenceTable at, ChannelName channel, int rowsMax, String own, String... of) {
    return answer(at.read(List.of(new Question(channel, rowsMax)), own, List.of(of)))
        .channels()
        .get(channel);
  }

  @Test
  void whatOneNodeWritesTheOthersRead() {
    String odd = "a b\u0000č\n*";
    answer(here.write(A, 1, List.of(there(NEWS, odd, "1\nž"), there(OTHER, "eve", "2"))));
    answer(elsewhere.write(B, 1, List.of(there(NEWS, odd, "3"))));
    PresenceTable.Answer answer =
        answer(
            elsewhere.read(
                List.of(new Question(NEWS, 10), new Question(OTHER, 10)), B, List.of(A, "C.1")));
    assertThat(answer.life()).isEqualTo(life());
    assertThat(answer.channels())
        .isEqualTo(
            Map.of(
                NEWS, new Found.Rows(Map.of(A, Map.of(odd, "1\nž"))),
                OTHER, new Found.Rows(Map.of(A, Map.of("eve", "2")))));
    assertThat(read(here, NEWS, 10, A, B)).isEqualTo(new Found.Rows(Map.of(B, Map.of(odd, "3"))));
    assertThat(read(here, OTHER, 10, A, B)).isEqualTo(new Found.Rows(Map.of()));
  }

  @Test
  void aLaterBatchChangesAndTakesOutAndAnEarlierOneDoesNothing() {
    answer(here.write(A, 1, List.of(there(NEWS, "ada", "1"), there(NEWS, "bob", "1"))));
    answer(here.write(A, 2, List.of(there(NEWS, "ada", "2"), gone(NEWS, "bob"), gone(NEWS, "x"))));
    Found after = new Found.Rows(Map.of(A, Map.of("ada", "2")));
    assertThat(read(elsewhere, NEWS, 10, B, A)).isEqualTo(after);
    answer(here.write(A, 2, List.of(there(NEWS, "bob", "late"))));
    answer(here.write(A, 1, List.of(gone(NEWS, "ada"))));
    assertThat(read(elsewhere, NEWS, 10, B, A)).isEqualTo(after);
    answer(here.write(A, 3, List.of(gone(NEWS, "ada"))));
    answer(here.write(A, 2, List.of(there(NEWS, "ada", "late"))));
    assertThat(read(elsewhere, NEWS, 10, B, A)).isEqualTo(new Found.Rows(Map.of()));
  }

  @Test
  void manyAreCountedEachUserOnceWithoutThoseWhoAreHereToo() {
    answer(here.write(A, 1, List.of(there(NEWS, "a", "1"), there(NEWS, "b", "1"))));
    answer(here.write(A, 2, List.of(there(NEWS, "c", "1"))));
    answer(elsewhere.write(B, 1, List.of(there(NEWS, "b", "1"), there(NEWS, "d", "1"))));
    assertThat(read(elsewhere, NEWS, 4, "C.1", A, B)).isEqualTo(new Found.Count(4));
    assertThat(read(elsewhere, NEWS, 2, B, A)).isEqualTo(new Found.Count(2));
    assertThat(read(elsewhere, NEWS, 3, B, A)).isInstanceOf(Found.Rows.class);
    assertThat(read(elsewhere, OTHER, 0, B, A)).isInstanceOf(Found.Rows.class);
  }

  @Test
  void rowsThatAreLargeTogetherAreNotReadButCounted() {
    String row = "x".repeat(PresenceTable.BYTES_MAX / 4);
    for (int i = 1; i <= 5; i++) {
      answer(here.write(A, i, List.of(there(NEWS, "u" + i, row))));
    }
    assertThat(read(elsewhere, NEWS, 100, B, A)).isEqualTo(new Found.Count(5));
  }

  @Test
  void beyondABoundEachRowCounts() {
    long batch = 0;
    for (int from = 0; from <= PresenceTable.EXACT_MAX / 2; from += 1_000) {
      List<Entry> entries = new ArrayList<>();
      for (int i = from; i < from + 1_000; i++) {
        entries.add(there(NEWS, "u" + i, "1"));
      }
      batch++;
      answer(here.write(A, batch, entries));
      answer(elsewhere.write(B, batch, entries));
    }
    int rows = (int) batch * 2_000;
    assertThat(rows).isGreaterThan(PresenceTable.EXACT_MAX);
    assertThat(read(elsewhere, NEWS, 0, "C.1", A, B)).isEqualTo(new Found.Count(rows));
  }

  @Test
  void whatIsTouchedIsThereAndWhatIsNotIsSaidWhereItMatters() {
    answer(here.write(A, 1, List.of(there(NEWS, "ada", "1"))));
    List<ChannelName> lost = answer(here.touch(A, List.of(NEWS, OTHER)));
    assertThat(lost).isEqualTo(here.lasting().isPresent() ? List.of(OTHER) : List.of());
  }
}
