package dev.belfry.server.store.postgresql;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.StoredData;
import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.inbox.InboxRow;
import dev.belfry.server.store.inbox.InboxTable;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.EngineFixture;
import dev.belfry.server.store.shared.RecordedSignals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What another store keeps, taken over into a real database.
class DataImportTest {
  private static final ChannelPolicies POLICIES = new ChannelPolicies(List.of(), KEPT);

  private final List<String> told = new ArrayList<>();
  private TestDatabase database;

  @BeforeEach
  void start() {
    database = TestDatabase.start();
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  /// Two of each in a piece, whose reading fails after so many pieces.
  private static final class Few implements StoredData {
    static final ChannelName NEWS = new ChannelName("news");
    static final InboxData NO_INBOXES = new NoInboxes();
    private final List<Ulid> ids =
        IntStream.range(0, 9).mapToObj(_ -> UlidCreator.getUlid()).toList();
    private String fingerprint = "f";
    private int pieces = Integer.MAX_VALUE;

    private void piece() throws IOException {
      if (pieces == 0) {
        throw new IOException("enough");
      }
      pieces--;
    }

    @Override
    public String epoch() {
      return "e1";
    }

    @Override
    public Totals totals() {
      return new Totals(3, 5, 3, 3);
    }

    @Override
    public String fingerprint() {
      return fingerprint;
    }

    @Override
    public List<Channel> channelsAfter(long id) throws IOException {
      piece();
      return numbers(id, 3)
          .mapToObj(number ->
              new Channel(
                  number,
                  number == 1 ? NEWS : new ChannelName("c" + number),
                  number == 1 ? 7 : 0,
                  number == 1 ? 2 : 0,
                  number == 1 ? 5 : 0,
                  number == 1 ? 5 * 202 : 0))
          .toList();
    }

    private static LongStream numbers(long after, long last) {
      return LongStream.rangeClosed(after + 1, Math.min(after + 2, last));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public List<Appended> messagesAfter(long number) throws IOException {
      piece();
      return numbers(number, 5)
          .mapToObj(each -> {
            Ulid id = ids.get((int) each);
            long until = each == 5 ? Long.MAX_VALUE - 1 : Long.MAX_VALUE;
            Message message =
                new Message(
                    each + 2,
                    id,
                    System.currentTimeMillis(),
                    bytes("m" + each),
                    Message.Kind.TEXT,
                    each == 4 ? "r" : null,
                    until,
                    null);
            return new Appended(each, 1, message);
          })
          .toList();
    }

    @Override
    public List<Key> keysAfter(long channel, String text) throws IOException {
      piece();
      long after = text.isEmpty() ? 0 : Long.parseLong(text.substring(1));
      return numbers(after, 3)
          .mapToObj(each ->
              new Key(
                  1, "k" + each, new byte[32], each + 2, ids.get(0), System.currentTimeMillis()))
          .toList();
    }

    @Override
    public List<Later> scheduledAfter(long number) throws IOException {
      piece();
      return numbers(number, 3)
          .mapToObj(each -> {
            Ulid id = ids.get((int) each + 5);
            Draft draft =
                new Draft(
                    bytes("s" + each),
                    Message.Kind.TEXT,
                    "s" + each,
                    null,
                    Long.MAX_VALUE,
                    null,
                    id);
            return new Later(each, 1, id, Long.MAX_VALUE, draft, "");
          })
          .toList();
    }

    @Override
    public void close() {}
  }

  /// Nobody has one: there are only the rows that every database has.
  private record NoInboxes() implements InboxData {
    @Override
    public Sizes sizes() {
      return new Sizes(0, 0);
    }

    @Override
    public String fingerprint() {
      return "";
    }

    @Override
    public List<InboxRow> rowsAfter(InboxTable table, String key) {
      InboxRow everyone = new InboxRow(1L, Rows.utf8("@everyone"), 0L, 0L, 0L, 0L, 0L);
      return switch (table) {
        case FEED -> key.isEmpty() ? List.of(everyone) : List.of();
        case TOTAL -> key.isEmpty() ? List.of(new InboxRow(1L, 0L, 0L)) : List.of();
        case RETENTION -> key.isEmpty() ? List.of(new InboxRow(1L, 0L)) : List.of();
        default -> List.of();
      };
    }

    @Override
    public long lastNumber(InboxTable table) {
      return table == InboxTable.FEED ? 1 : 0;
    }
  }

  private DataImport importing() {
    EngineUrl url = EngineUrl.parse(database.url()).orElseThrow();
    return new DataImport(url, POLICIES, (what, count) -> told.add(what + " " + count));
  }

  private long number(String question) {
    database.settings(_ -> PostgresSettings.of(database.url()));
    return database.number(Durability.DURABLE, question);
  }

  private PostgresEngine engine() {
    database.settings(_ -> PostgresSettings.of(database.url()));
    return database.open(Durability.DURABLE);
  }

  @Test
  void offsetsAndTheirEpochStayAndWhatIsAppendedComesAfterThem() throws Exception {
    importing().run(new Few(), Few.NO_INBOXES);
    PostgresEngine engine = engine();
    engine.start(new RecordedSignals());
    assertThat(EngineFixture.state(engine, Few.NEWS).epoch().name()).isEqualTo("e1");
    assertThat(EngineFixture.state(engine, Few.NEWS).head()).isEqualTo(7);
    assertThat(EngineFixture.state(engine, Few.NEWS).trimmedThrough()).isEqualTo(2);
    assertThat(EngineFixture.all(engine, Few.NEWS))
        .extracting(Message::offset)
        .containsExactly(3L, 4L, 5L, 6L, 7L);
    Appending appended =
        EngineFixture.answer(engine.append(Few.NEWS, KEPT, EngineFixture.text("next")));
    assertThat(((Appending.Kept) appended).message().offset()).isEqualTo(8);
    ChannelName fresh = new ChannelName("fresh");
    assertThat(EngineFixture.answer(engine.append(fresh, KEPT, EngineFixture.text("first"))))
        .isInstanceOf(Appending.Kept.class);
    assertThat(EngineFixture.state(engine, fresh).epoch().name()).isEqualTo("e1");
    assertThat(number("SELECT messages FROM %s.scheduled_total")).isEqualTo(3);
    assertThat(told).contains("channels 2", "messages 4", "keys 3", "scheduled 3", "done 0");
  }

  @Test
  void whereverItEndsItGoesOnAndTakesNothingTwice() throws Exception {
    for (int pieces = 0; pieces < 12; pieces++) {
      Few data = new Few();
      data.pieces = pieces % 3;
      assertThatIOException()
          .isThrownBy(() -> importing().run(data, Few.NO_INBOXES))
          .withMessage("enough");
    }
    importing().run(new Few(), Few.NO_INBOXES);
    importing().run(new Few(), Few.NO_INBOXES);
    assertThat(number("SELECT count(*) FROM %s.channel")).isEqualTo(3);
    assertThat(number("SELECT count(*) FROM %s.message")).isEqualTo(5);
    assertThat(number("SELECT count(*) FROM %s.idempotency_key")).isEqualTo(3);
    assertThat(number("SELECT count(*) FROM %s.scheduled")).isEqualTo(3);
    assertThat(number("SELECT messages FROM %s.scheduled_total")).isEqualTo(3);
  }

  @Test
  void dataThatHasChangedIsNotMixedWithWhatWasTaken() {
    Few data = new Few();
    data.pieces = 3;
    assertThatIOException()
        .isThrownBy(() -> importing().run(data, Few.NO_INBOXES))
        .withMessage("enough");
    Few changed = new Few();
    changed.fingerprint = "g";
    assertThatIOException()
        .isThrownBy(() -> importing().run(changed, Few.NO_INBOXES))
        .withMessageContaining("holds a part of other data");
  }

  @Test
  void aDatabaseThatHoldsChannelsOrIsInUseIsLeftAlone() {
    PostgresEngine engine = engine();
    engine.start(new RecordedSignals());
    EngineFixture.answer(engine.append(Few.NEWS, KEPT, EngineFixture.text("own")));
    await().until(() -> engine.ready().toCompletableFuture().get());
    assertThatIOException()
        .isThrownBy(() -> importing().run(new Few(), Few.NO_INBOXES))
        .withMessageContaining("is in use by a server");
    database.closeEngines();
    assertThatIOException()
        .isThrownBy(() -> importing().run(new Few(), Few.NO_INBOXES))
        .withMessageContaining("holds channels already");
    assertThat(number("SELECT count(*) FROM %s.channel")).isOne();
  }
}
