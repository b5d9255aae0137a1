package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.shared.GivenIds;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What is to appear later: keeping it, and taking it back. Any thread asks.
final class ScheduledMessages {
  private static final Unavailable FULL = new Unavailable("too many messages are scheduled");
  private static final int KEPT = 0;
  private static final int DUPLICATE = 1;
  private static final int CONFLICT = 2;

  private static final int TOGETHER_MAX = 200;
  private static final long BYTES_TOGETHER_MAX = 1 << 20;

  private record Keeping(
      Schedule.Entry entry,
      KeptHistory history,
      @Nullable Long lastsMillis,
      CompletableFuture<Schedule.Outcome> answer)
      implements Lane.Question {
    Draft draft() {
      return entry.draft();
    }

    /// What it costs by the measure of the bounds.
    @Override
    public long weight() {
      return ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(draft().data(), entry.author()));
    }
  }

  private record Cancelling(
      Ulid id, Schedule.CancelGuard guard, CompletableFuture<Schedule.Cancellation> answer)
      implements Lane.Question {}

  /// What the schedule shares with the rest of the engine.
  record Tools(ScheduleBounds bounds, GivenIds ids, EngineClock clock, Deadlines deadlines) {}

  private final Statements statements;
  private final ScheduleBounds bounds;
  private final GivenIds ids;
  private final EngineClock clock;
  private final Deadlines deadlines;
  private final Lane<Keeping> keeping;
  private final Lane<Cancelling> cancelling;

  ScheduledMessages(Connections connections, Executor threads, Statements statements, Tools tools) {
    this.statements = statements;
    this.bounds = tools.bounds();
    this.ids = tools.ids();
    this.clock = tools.clock();
    this.deadlines = tools.deadlines();
    this.keeping =
        new Lane<>(
            connections,
            threads,
            new Lane.Width(1, TOGETHER_MAX, BYTES_TOGETHER_MAX),
            this::keepAll);
    this.cancelling = new Lane<>(connections, threads, new Lane.Width(1, 1, 1), this::cancelAll);
  }

  CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    Long lastsMillis = Rows.lasts(entry.draft().expiresAtMillis(), clock.own().wallMillis());
    Keeping question = new Keeping(entry, KeptHistory.of(policy), lastsMillis, deadlines.begin());
    keeping.ask(question);
    return question.answer;
  }

  CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    Cancelling question = new Cancelling(id, guard, deadlines.begin());
    cancelling.ask(question);
    return question.answer;
  }

  private void keepAll(Connection connection, List<Keeping> asked) throws SQLException {
    DraftDigest digest = new DraftDigest();
    try (PreparedStatement call = connection.prepareStatement(statements.schedule())) {
      ArrayParameters<Keeping> arrays = new ArrayParameters<>(connection, call, asked);
      arrays.set(1, "text", new String[0], k -> k.entry.channel().text());
      arrays.set(2, "uuid", new Object[0], _ -> ids.nextSecret().toUuid());
      arrays.set(3, "int8", new Long[0], k -> k.entry.atMillis());
      arrays.set(4, "int2", new Short[0], k -> Rows.number(k.draft().kind()));
      arrays.set(5, "bytea", new byte[0][], k -> k.draft().data());
      arrays.set(6, "bytea", new byte[0][], k -> Rows.utf8(k.draft().idempotencyKey()));
      arrays.set(
          7,
          "bytea",
          new byte[0][],
          k -> k.draft().idempotencyKey() == null ? null : digest.of(k.draft()));
      arrays.set(8, "bytea", new byte[0][], k -> Rows.utf8(k.draft().replaceKey()));
      arrays.set(9, "int8", new Long[0], Keeping::lastsMillis);
      arrays.set(10, "bytea", new byte[0][], k -> Rows.utf8(k.entry.author()));
      arrays.set(11, "int8", new Long[0], Keeping::weight);
      arrays.set(12, "int8", new Long[0], k -> k.history.count());
      arrays.set(13, "int8", new Long[0], k -> k.history.bytes());
      arrays.set(14, "int8", new Long[0], k -> k.history.ageMillis());
      call.setLong(15, statements.idempotencyAgeMillis());
      call.setLong(16, bounds.messagesMax());
      call.setLong(17, bounds.bytesMax());
      answer(call, asked);
    }
  }

  private static void answer(PreparedStatement call, List<Keeping> asked) throws SQLException {
    try (ResultSet row = call.executeQuery()) {
      while (row.next()) {
        asked.get(row.getInt(1) - 1).answer.complete(outcome(row));
      }
    }
  }

  private static Schedule.Outcome outcome(ResultSet row) throws SQLException {
    return switch (row.getInt(2)) {
      case KEPT -> new Schedule.Outcome.Kept(Rows.id(row, 3), row.getLong(4));
      case DUPLICATE ->
          new Schedule.Outcome.NotKept(
              new AppendOutcome.Duplicate(
                  Rows.id(row, 3),
                  new Position(Objects.requireNonNull(row.getString(6)), row.getLong(5)),
                  row.getLong(4)));
      case CONFLICT -> new Schedule.Outcome.NotKept(new AppendOutcome.Conflict());
      default -> new Schedule.Outcome.NotKept(FULL);
    };
  }

  private void cancelAll(Connection connection, List<Cancelling> asked) throws SQLException {
    for (Cancelling each : asked) {
      each.answer.complete(cancel(connection, each));
    }
  }

  /// Between the two statements it may appear, or somebody else may take it back: the second says.
  private Schedule.Cancellation cancel(Connection connection, Cancelling asked)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.scheduled())) {
      call.setObject(1, asked.id.toUuid());
      try (ResultSet row = call.executeQuery()) {
        if (!row.next()) {
          return Schedule.Cancellation.UNKNOWN;
        }
        ChannelName channel = new ChannelName(row.getString(1));
        String author = new String(row.getBytes(2), StandardCharsets.UTF_8);
        if (!asked.guard.admits(channel, author)) {
          return Schedule.Cancellation.REFUSED;
        }
      }
    }
    try (PreparedStatement call = connection.prepareStatement(statements.cancel())) {
      call.setObject(1, asked.id.toUuid());
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getBoolean(1) ? Schedule.Cancellation.DONE : Schedule.Cancellation.UNKNOWN;
      }
    }
  }
}
