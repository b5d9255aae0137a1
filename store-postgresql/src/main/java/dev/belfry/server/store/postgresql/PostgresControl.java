package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.shared.ControlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// What nodes know together beside messages, as rows. Any thread asks.
final class PostgresControl implements ControlState {
  private static final int ROWS_MAX = 1_000;

  /// A statement, and what reads its answer.
  private record Question<T>(CompletableFuture<T> answer, Statement<T> statement)
      implements Lane.Question {
    void ask(Connection connection) throws SQLException {
      answer.complete(statement.run(connection));
    }
  }

  @FunctionalInterface
  private interface Statement<T> {
    T run(Connection connection) throws SQLException;
  }

  private final Statements statements;
  private final Deadlines deadlines;
  private final Lane<Question<?>> lane;

  PostgresControl(
      Connections connections, Executor threads, Statements statements, Deadlines deadlines) {
    this.statements = statements;
    this.deadlines = deadlines;
    this.lane = new Lane<>(connections, threads, new Lane.Width(1, 1, 1), PostgresControl::askAll);
  }

  private static void askAll(Connection connection, List<Question<?>> questions)
      throws SQLException {
    for (Question<?> question : questions) {
      question.ask(connection);
    }
  }

  private <T> CompletionStage<T> ask(Statement<T> statement) {
    Question<T> question = new Question<>(deadlines.begin(), statement);
    lane.ask(question);
    return question.answer;
  }

  @Override
  public CompletionStage<Disconnections> disconnections(Disconnections before) {
    return ask(connection -> {
      try (PreparedStatement call = connection.prepareStatement(statements.disconnections())) {
        call.setString(1, before.life());
        call.setLong(2, before.version());
        call.setInt(3, ROWS_MAX);
        try (ResultSet row = call.executeQuery()) {
          return disconnections(row);
        }
      }
    });
  }

  private static Disconnections disconnections(ResultSet row) throws SQLException {
    row.next();
    long reached = row.getLong(3);
    String life = row.getString(4);
    Map<String, Long> notBefore = new HashMap<>();
    long last = 0;
    while (row.next()) {
      notBefore.put(row.getString(1), row.getLong(2));
      last = row.getLong(3);
    }
    boolean more = notBefore.size() == ROWS_MAX;
    return new Disconnections(life, more ? last : Math.max(reached, last), notBefore, more);
  }

  @Override
  public CompletionStage<Boolean> disconnect(Map<String, Long> notBefore, Duration lasts) {
    List<Map.Entry<String, Long>> all = List.copyOf(notBefore.entrySet());
    return ask(connection -> {
      try (PreparedStatement call = connection.prepareStatement(statements.disconnect())) {
        Object[] users = all.stream().map(Map.Entry::getKey).toArray();
        Object[] times = all.stream().map(Map.Entry::getValue).toArray();
        call.setArray(1, connection.createArrayOf("text", users));
        call.setArray(2, connection.createArrayOf("int8", times));
        call.setLong(3, lasts.toMillis());
        call.execute();
        return true;
      }
    });
  }

  @Override
  public CompletionStage<Boolean> claim(String id, Duration lasts) {
    return ask(connection -> {
      try (PreparedStatement call = connection.prepareStatement(statements.claim())) {
        call.setString(1, id);
        call.setLong(2, lasts.toMillis());
        try (ResultSet row = call.executeQuery()) {
          row.next();
          return row.getBoolean(1);
        }
      }
    });
  }

  @Override
  public CompletionStage<Map<String, Elsewhere>> connections(
      String node, Map<String, Integer> counts, Set<String> asked) {
    List<Map.Entry<String, Integer>> all = List.copyOf(counts.entrySet());
    Object[] users = all.stream().map(Map.Entry::getKey).toArray();
    Object[] numbers = all.stream().map(Map.Entry::getValue).toArray();
    return ask(connection -> {
      try (PreparedStatement call = connection.prepareStatement(statements.connections())) {
        call.setString(1, node);
        call.setArray(2, connection.createArrayOf("text", users));
        call.setArray(3, connection.createArrayOf("int4", numbers));
        call.setArray(4, connection.createArrayOf("text", asked.toArray()));
        Map<String, Elsewhere> elsewhere = new HashMap<>();
        try (ResultSet row = call.executeQuery()) {
          while (row.next()) {
            elsewhere.put(row.getString(1), new Elsewhere(row.getInt(2), row.getBoolean(3)));
          }
        }
        return elsewhere;
      }
    });
  }

  @Override
  public CompletionStage<byte[]> agree(String name, byte[] proposed) {
    return ask(connection -> {
      try (PreparedStatement call = connection.prepareStatement(statements.agree())) {
        call.setString(1, name);
        call.setBytes(2, proposed);
        try (ResultSet row = call.executeQuery()) {
          row.next();
          return row.getBytes(1);
        }
      }
    });
  }
}
