package dev.belfry.server.store.shared;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static dev.belfry.server.store.shared.EngineFixture.NEWS;
import static dev.belfry.server.store.shared.EngineFixture.OTHER;
import static dev.belfry.server.store.shared.EngineFixture.all;
import static dev.belfry.server.store.shared.EngineFixture.answer;
import static dev.belfry.server.store.shared.EngineFixture.append;
import static dev.belfry.server.store.shared.EngineFixture.draft;
import static dev.belfry.server.store.shared.EngineFixture.keyed;
import static dev.belfry.server.store.shared.EngineFixture.known;
import static dev.belfry.server.store.shared.EngineFixture.ofSession;
import static dev.belfry.server.store.shared.EngineFixture.policy;
import static dev.belfry.server.store.shared.EngineFixture.read;
import static dev.belfry.server.store.shared.EngineFixture.replacing;
import static dev.belfry.server.store.shared.EngineFixture.text;
import static dev.belfry.server.store.shared.EngineFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine keeps to as a keeper of logs: order, reading, keys, expiry. On the real
/// server, with its own clock.
public abstract class EngineLogContract {
  protected final RecordedSignals heard = new RecordedSignals();
  protected final RecordedSignals heardElsewhere = new RecordedSignals();
  protected Engine engine;

  /// The same logs as another node has them.
  protected Engine elsewhere;

  /// One more node on the logs of this test; closed at its end.
  protected abstract Engine open();

  @BeforeEach
  void openEngines() {
    engine = open();
    elsewhere = open();
    engine.start(heard);
    elsewhere.start(heardElsewhere);
  }

  // ---- appending and reading

  @Test
  void messagesAreNumberedAndReadInOrderOnEveryNode() {
    Appending.Kept first = append(engine, NEWS, text("a"));
    append(elsewhere, NEWS, text("b"));
    append(engine, NEWS, text("c"));
    Page page = read(elsewhere, NEWS, 0);
    assertThat(texts(page)).containsExactly("a", "b", "c");
    assertThat(page.messages()).extracting(Message::offset).containsExactly(1L, 2L, 3L);
    assertThat(page.state()).isEqualTo(new ChannelState(first.state().epoch(), 0, 3));
    assertThat(page.through()).isEqualTo(3);
    assertThat(page.messages().getFirst().id()).isEqualTo(first.message().id());
    assertThat(page.messages().getFirst().timeMillis()).isEqualTo(first.message().timeMillis());
    assertThat(texts(read(engine, NEWS, 2))).containsExactly("c");
  }

  @Test
  void appendsOfOneChannelKeepTheOrderOfTheirCalls() {
    List<CompletionStage<Appending>> answers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      answers.add(engine.append(i % 7 == 0 ? OTHER : NEWS, KEPT, text("m" + i)));
    }
    answers.forEach(EngineFixture::answer);
    assertThat(all(engine, NEWS).stream().map(EngineFixture::textOf))
        .containsExactlyElementsOf(
            IntStream.range(0, 2_000).filter(i -> i % 7 != 0).mapToObj(i -> "m" + i).toList());
    for (CompletionStage<Appending> each : answers) {
      Appending.Kept kept = (Appending.Kept) answer(each);
      assertThat(kept.state().head()).isEqualTo(kept.message().offset());
    }
  }

  @Test
  void whatComesTogetherIsAppendedInItsOrder() {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      drafts.add(i == 40 || i == 100 ? keyed("m40", "k") : text("m" + i));
    }
    List<Appending> answers =
        engine.append(NEWS, KEPT, drafts).stream().map(EngineFixture::answer).toList();
    assertThat(all(elsewhere, NEWS).stream().map(EngineFixture::textOf))
        .containsExactlyElementsOf(
            IntStream.range(0, 150).filter(i -> i != 100).mapToObj(i -> "m" + i).toList());
    Appending.Kept keyed = (Appending.Kept) answers.get(40);
    Position position = new Position(keyed.state().epoch().name(), 41);
    Message message = keyed.message();
    assertThat(answers.get(100))
        .isEqualTo(
            new Appending.KeyKnown(
                new AppendOutcome.Duplicate(message.id(), position, message.timeMillis())));
    assertThat(((Appending.Kept) answers.getLast()).message().offset()).isEqualTo(149);
  }

  @Test
  void nodesThatAppendToTheSameChannelsAtOnceSeeOneOrder() {
    List<ChannelName> channels =
        IntStream.range(0, 20).mapToObj(i -> new ChannelName("c" + i)).toList();
    List<CompletionStage<Appending>> answers = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      answers.add(engine.append(channels.get(i % 20), KEPT, text("x" + i)));
      answers.add(elsewhere.append(channels.get(19 - i % 20), KEPT, text("y" + i)));
    }
    answers.forEach(EngineFixture::answer);
    for (ChannelName channel : channels) {
      List<Message> here = all(engine, channel);
      assertThat(here).hasSize(300);
      assertThat(here)
          .extracting(Message::offset)
          .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
      assertThat(all(elsewhere, channel))
          .extracting(Message::id)
          .isEqualTo(here.stream().map(Message::id).toList());
    }
  }

  @Test
  void aMessageIsReadAsItWasAppended() {
    Ulid session = Ulid.fast();
    append(engine, NEWS, ofSession(session, "{\"a\":\"\\u0000é😀\"}"));
    answer(
        engine.append(
            OTHER, policy(10, Duration.ofHours(1), false), ofSession(session, "x".repeat(70_000))));
    append(engine, OTHER, replacing("r", "key é"));
    Message echoed = read(engine, NEWS, 0).messages().getFirst();
    assertThat(echoed.kind()).isEqualTo(Message.Kind.JSON);
    assertThat(echoed.publisherSession()).isNull();
    assertThat(EngineFixture.textOf(echoed)).isEqualTo("{\"a\":\"\\u0000é😀\"}");
    assertThat(echoed.expiresAtMillis()).isEqualTo(Long.MAX_VALUE);
    Message silent = read(engine, OTHER, 0).messages().getFirst();
    assertThat(silent.publisherSession()).isEqualTo(session);
    assertThat(silent.data()).hasSize(70_000);
    assertThat(read(engine, OTHER, 1).messages().getFirst().replaceKey()).isEqualTo("key é");
  }

  @Test
  void aReadStopsOnceItHasTheBytesAskedForButNeverBeforeOneMessage() {
    for (int i = 0; i < 10; i++) {
      append(engine, NEWS, text("0123456789"));
    }
    Page page = answer(engine.read(NEWS, 2, Long.MAX_VALUE, 25));
    assertThat(page.messages()).hasSize(3);
    assertThat(page.through()).isEqualTo(5);
    assertThat(answer(engine.read(NEWS, 2, Long.MAX_VALUE, 1)).through()).isEqualTo(3);
    Page part = answer(engine.read(NEWS, 2, 4, 1_000));
    assertThat(part.messages()).hasSize(2);
    assertThat(part.through()).isEqualTo(4);
    Page nothing = read(engine, NEWS, 10);
    assertThat(nothing.messages()).isEmpty();
    assertThat(nothing.through()).isEqualTo(10);
  }

  @Test
  void manyReadsAtOnceAreEachAnsweredForTheirOwnChannel() {
    for (int i = 0; i < 50; i++) {
      append(engine, new ChannelName("c" + i), text("of " + i));
    }
    List<CompletionStage<Page>> pages = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      pages.add(engine.read(new ChannelName("c" + i % 60), 0, Long.MAX_VALUE, 1_000));
    }
    for (int i = 0; i < 500; i++) {
      assertThat(texts(answer(pages.get(i))))
          .isEqualTo(i % 60 < 50 ? List.of("of " + i % 60) : List.of());
    }
  }

  // ---- keys, replacing, expiry

  @Test
  void theSameKeyAndBodyIsAppendedOnceOnWhicheverNode() {
    Appending.Kept first = append(engine, NEWS, keyed("pay", "k"));
    append(engine, NEWS, text("other"));
    AppendOutcome again =
        new AppendOutcome.Duplicate(
            first.message().id(),
            new Position(first.state().epoch().name(), 1),
            first.message().timeMillis());
    assertThat(known(engine, NEWS, keyed("pay", "k"))).isEqualTo(again);
    assertThat(known(elsewhere, NEWS, keyed("pay", "k"))).isEqualTo(again);
    assertThat(known(elsewhere, NEWS, keyed("other", "k"))).isEqualTo(new AppendOutcome.Conflict());
    append(engine, OTHER, keyed("pay", "k"));
    assertThat(texts(read(engine, NEWS, 0))).containsExactly("pay", "other");
  }

  @Test
  void ofManyWithOneKeyAtOnceOneIsKept() {
    List<CompletionStage<Appending>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      answers.add((i % 2 == 0 ? engine : elsewhere).append(NEWS, KEPT, keyed("pay", "k")));
      answers.add(engine.append(NEWS, KEPT, keyed("own " + i, "own " + i)));
    }
    List<Appending> all = answers.stream().map(EngineFixture::answer).toList();
    assertThat(all.stream().filter(Appending.Kept.class::isInstance)).hasSize(61);
    assertThat(texts(read(engine, NEWS, 0)).stream().filter("pay"::equals)).hasSize(1);
  }

  @Test
  void aReplacedMessageIsAHole() {
    append(engine, NEWS, replacing("old", "k"));
    append(engine, NEWS, text("between"));
    append(elsewhere, NEWS, replacing("new", "k"));
    append(engine, OTHER, replacing("apart", "k"));
    Page page = read(engine, NEWS, 0);
    assertThat(texts(page)).containsExactly("between", "new");
    assertThat(page.messages()).extracting(Message::offset).containsExactly(2L, 3L);
    assertThat(page.state().trimmedThrough()).isZero();
  }

  @Test
  void ofManyWithOneReplaceKeyAtOnceTheLastStays() {
    List<CompletionStage<Appending>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(engine.append(NEWS, KEPT, replacing("a" + i, "k" + i % 2)));
    }
    answers.forEach(EngineFixture::answer);
    Page page = read(engine, NEWS, 0);
    assertThat(texts(page)).containsExactly("a98", "a99");
    assertThat(page.state().head()).isEqualTo(100);
  }

  @Test
  void anExpiredMessageIsNotHandedOut() {
    long soon = Clock.system().wallMillis() + 700;
    Appending.Kept kept = append(engine, NEWS, draft("soon gone", null, null, soon));
    append(engine, NEWS, text("stays"));
    long lasts = kept.message().expiresAtMillis() - kept.message().timeMillis();
    assertThat(lasts).isBetween(1L, 700L);
    assertThat(read(engine, NEWS, 0).messages().getFirst().expiresAtMillis())
        .isEqualTo(kept.message().expiresAtMillis());
    await().until(() -> texts(read(engine, NEWS, 0)).equals(List.of("stays")));
    assertThat(read(engine, NEWS, 0).state()).isEqualTo(new ChannelState(epochOf(kept), 0, 2));
    assertThat(answer(engine.beforeLast(NEWS, 2, 2))).isZero();
  }

  private static Epoch epochOf(Appending.Kept kept) {
    return kept.state().epoch();
  }
}
