package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Who is present, in rows by channel, edition and user. They last as long as the node's row; what
/// is left of nodes that are gone is swept away. Any thread asks.
final class PresenceRows implements PresenceTable {
  private record Writing(
      String edition, long batch, List<Entry> entries, CompletableFuture<Boolean> answer)
      implements Lane.Question {}

  private record Reading(
      List<Question> questions, String own, List<String> editions, CompletableFuture<Answer> answer)
      implements Lane.Question {}

  private record Ended(String edition, CompletableFuture<Boolean> answer)
      implements Lane.Question {}

  private final Statements statements;
  private final Deadlines deadlines;
  private final Lane<Writing> writing;
  private final Lane<Reading> reading;
  private final Lane<Ended> ending;

  PresenceRows(
      Connections connections, Executor threads, Statements statements, Deadlines deadlines) {
    this.statements = statements;
    this.deadlines = deadlines;
    Lane.Width one = new Lane.Width(1, 1, 1);
    this.writing = new Lane<>(connections, threads, one, this::writeAll);
    this.reading = new Lane<>(connections, threads, one, this::readAll);
    this.ending = new Lane<>(connections, threads, one, this::endAll);
  }

  @Override
  public CompletionStage<?> write(String edition, long batch, List<Entry> entries) {
    Writing question = new Writing(edition, batch, entries, deadlines.begin());
    writing.ask(question);
    return question.answer;
  }

  @Override
  public CompletionStage<Answer> read(
      Collection<Question> questions, String own, Collection<String> editions) {
    Reading question =
        new Reading(List.copyOf(questions), own, List.copyOf(editions), deadlines.begin());
    reading.ask(question);
    return question.answer;
  }

  @Override
  public void end(String edition) {
    ending.ask(new Ended(edition, deadlines.begin()));
  }

  @Override
  public Optional<Duration> lasting() {
    return Optional.empty();
  }

  @Override
  public CompletionStage<List<ChannelName>> touch(
      String edition, Collection<ChannelName> channels) {
    return CompletableFuture.completedStage(List.of());
  }

  // ---- statements

  private void writeAll(Connection connection, List<Writing> questions) throws SQLException {
    for (Writing question : questions) {
      try (PreparedStatement call = connection.prepareStatement(statements.writePresence())) {
        ArrayParameters<Entry> arrays = new ArrayParameters<>(connection, call, question.entries);
        call.setString(1, question.edition);
        call.setLong(2, question.batch);
        arrays.set(3, "text", new String[0], entry -> entry.channel().text());
        arrays.set(4, "bytea", new byte[0][], entry -> Rows.utf8(entry.user()));
        arrays.set(5, "text", new String[0], Entry::row);
        call.execute();
      }
      question.answer.complete(true);
    }
  }

  private void readAll(Connection connection, List<Reading> questions) throws SQLException {
    for (Reading question : questions) {
      try (PreparedStatement call = connection.prepareStatement(statements.readPresence())) {
        ArrayParameters<Question> arrays =
            new ArrayParameters<>(connection, call, question.questions);
        arrays.set(1, "text", new String[0], asked -> asked.channel().text());
        arrays.set(2, "int8", new Long[0], asked -> (long) asked.rowsMax());
        call.setLong(3, BYTES_MAX);
        call.setLong(4, EXACT_MAX);
        call.setString(5, question.own);
        call.setArray(6, connection.createArrayOf("text", question.editions.toArray()));
        try (ResultSet row = call.executeQuery()) {
          question.answer.complete(found(row, question.questions));
        }
      }
    }
  }

  private static Answer found(ResultSet row, List<Question> questions) throws SQLException {
    Map<ChannelName, Found> found = new HashMap<>();
    row.next();
    String life = row.getString(2);
    while (row.next()) {
      ChannelName channel = questions.get(row.getInt(1) - 1).channel();
      String edition = row.getString(2);
      if (edition == null) {
        long users = row.getLong(5);
        found.put(
            channel,
            row.wasNull() ? new Found.Rows(new HashMap<>()) : new Found.Count((int) users));
      } else if (found.get(channel) instanceof Found.Rows(var byEdition)) {
        byEdition
            .computeIfAbsent(edition, _ -> new HashMap<>())
            .put(new String(row.getBytes(3), StandardCharsets.UTF_8), row.getString(4));
      }
    }
    return new Answer(life, found);
  }

  private void endAll(Connection connection, List<Ended> questions) throws SQLException {
    for (Ended question : questions) {
      try (PreparedStatement call = connection.prepareStatement(statements.endPresence())) {
        call.setString(1, question.edition);
        call.execute();
      }
      question.answer.complete(true);
    }
  }
}
