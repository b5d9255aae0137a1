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
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// What is to appear later: keeping it, and taking it back. Any thread asks.
final class ScheduledMessages {
  private static final Unavailable FULL = new Unavailable("too many messages are scheduled");
  private static final int KEPT = 0;
  private static final int DUPLICATE = 1;
  private static final int CONFLICT = 2;

  private sealed interface Question extends Lane.Question {}

  private record Keeping(
      Schedule.Entry entry, KeptHistory history, CompletableFuture<Schedule.Outcome> answer)
      implements Question {}

  private record Cancelling(
      Ulid id, Schedule.CancelGuard guard, CompletableFuture<Schedule.Cancellation> answer)
      implements Question {}

  /// What the schedule shares with the rest of the engine.
  record Tools(ScheduleBounds bounds, GivenIds ids, EngineClock clock, Deadlines deadlines) {}

  private final Statements statements;
  private final ScheduleBounds bounds;
  private final GivenIds ids;
  private final EngineClock clock;
  private final Deadlines deadlines;
  private final Lane<Question> lane;

  ScheduledMessages(Connections connections, Executor threads, Statements statements, Tools tools) {
    this.statements = statements;
    this.bounds = tools.bounds();
    this.ids = tools.ids();
    this.clock = tools.clock();
    this.deadlines = tools.deadlines();
    this.lane = new Lane<>(connections, threads, new Lane.Width(1, 1, 1), this::answer);
  }

  CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    Keeping question = new Keeping(entry, KeptHistory.of(policy), deadlines.begin());
    lane.ask(question);
    return question.answer;
  }

  CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    Cancelling question = new Cancelling(id, guard, deadlines.begin());
    lane.ask(question);
    return question.answer;
  }

  private void answer(Connection connection, List<Question> questions) throws SQLException {
    for (Question question : questions) {
      switch (question) {
        case Keeping keeping -> keeping.answer.complete(keep(connection, keeping));
        case Cancelling cancelling -> cancelling.answer.complete(cancel(connection, cancelling));
      }
    }
  }

  private Schedule.Outcome keep(Connection connection, Keeping asked) throws SQLException {
    Draft draft = asked.entry.draft();
    String author = asked.entry.author();
    KeptHistory history = asked.history;
    boolean keyed = draft.idempotencyKey() != null;
    try (PreparedStatement call = connection.prepareStatement(statements.schedule())) {
      call.setString(1, asked.entry.channel().text());
      call.setObject(2, ids.nextSecret().toUuid());
      call.setLong(3, asked.entry.atMillis());
      call.setShort(4, Rows.number(draft.kind()));
      call.setBytes(5, draft.data());
      call.setBytes(6, Rows.utf8(draft.idempotencyKey()));
      call.setBytes(7, keyed ? new DraftDigest().of(draft) : null);
      call.setBytes(8, Rows.utf8(draft.replaceKey()));
      call.setObject(
          9, Rows.lasts(draft.expiresAtMillis(), clock.own().wallMillis()), Types.BIGINT);
      call.setBytes(10, author.getBytes(StandardCharsets.UTF_8));
      call.setLong(11, ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(draft.data(), author)));
      call.setLong(12, statements.idempotencyAgeMillis());
      call.setLong(13, bounds.messagesMax());
      call.setLong(14, bounds.bytesMax());
      call.setLong(15, history.count());
      call.setLong(16, history.bytes());
      call.setLong(17, history.ageMillis());
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return outcome(row);
      }
    }
  }

  private static Schedule.Outcome outcome(ResultSet row) throws SQLException {
    return switch (row.getInt(1)) {
      case KEPT -> new Schedule.Outcome.Kept(Rows.id(row, 2), row.getLong(3));
      case DUPLICATE ->
          new Schedule.Outcome.NotKept(
              new AppendOutcome.Duplicate(
                  Rows.id(row, 2),
                  new Position(Objects.requireNonNull(row.getString(5)), row.getLong(4)),
                  row.getLong(3)));
      case CONFLICT -> new Schedule.Outcome.NotKept(new AppendOutcome.Conflict());
      default -> new Schedule.Outcome.NotKept(FULL);
    };
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
