package dev.belfry.server.store.postgresql;

import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.RollCall;
import dev.belfry.server.runtime.FaultGuard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The rows of nodes, and their hints, which are sent as notifications. Any thread asks.
final class NodeRows implements NodeTable {
  private static final int HINTS_TOGETHER = 256;

  /// One statement of several kinds; none may keep another one waiting for long.
  private sealed interface Question extends Lane.Question {}

  private record Writing(
      String id,
      String row,
      Duration lease,
      @Nullable String life,
      CompletableFuture<RollCall> answer)
      implements Question {}

  private record Removing(String id, CompletableFuture<Boolean> answer) implements Question {}

  private record Telling(String text, CompletableFuture<Boolean> answer) implements Lane.Question {}

  private final Statements statements;
  private final Deadlines deadlines;
  private final Lane<Question> rows;
  private final Lane<Telling> hints;
  private final FaultGuard faults;
  private volatile @Nullable HintListener listener;

  NodeRows(
      Connections connections,
      Executor threads,
      Statements statements,
      Deadlines deadlines,
      EngineClock clock) {
    this.statements = statements;
    this.deadlines = deadlines;
    this.faults = new FaultGuard("hearing of nodes", clock);
    this.rows = new Lane<>(connections, threads, new Lane.Width(1, 1, 1), this::answer);
    this.hints =
        new Lane<>(
            connections, threads, new Lane.Width(1, HINTS_TOGETHER, HINTS_TOGETHER), this::tellAll);
  }

  @Override
  public void hear(HintListener to) {
    listener = to;
  }

  @Override
  public CompletionStage<RollCall> write(
      String id, String row, Duration lease, @Nullable String life) {
    Writing question = new Writing(id, row, lease, life, deadlines.begin());
    rows.ask(question);
    return question.answer;
  }

  @Override
  public CompletionStage<?> remove(String id) {
    Removing question = new Removing(id, deadlines.begin());
    rows.ask(question);
    return question.answer;
  }

  @Override
  public CompletionStage<?> tell(Hint hint) {
    Telling question = new Telling(hint.write(), deadlines.begin());
    hints.ask(question);
    return question.answer;
  }

  // ---- statements

  private void answer(Connection connection, List<Question> questions) throws SQLException {
    for (Question question : questions) {
      switch (question) {
        case Writing writing -> write(connection, writing);
        case Removing removing -> remove(connection, removing);
      }
    }
  }

  private void write(Connection connection, Writing question) throws SQLException {
    boolean written = false;
    String life = "";
    Map<String, String> found = new HashMap<>();
    try (PreparedStatement call = connection.prepareStatement(statements.writeNode())) {
      call.setString(1, question.id);
      call.setString(2, question.row);
      call.setLong(3, question.lease.toMillis());
      call.setString(4, question.life);
      try (ResultSet row = call.executeQuery()) {
        while (row.next()) {
          String id = row.getString(1);
          if (id == null) {
            written = row.getBoolean(3);
            life = row.getString(4);
          } else {
            found.put(id, row.getString(2));
          }
        }
      }
    }
    question.answer.complete(new RollCall(written, life, found));
  }

  private void remove(Connection connection, Removing question) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.removeNode())) {
      call.setString(1, question.id);
      call.execute();
    }
    question.answer.complete(true);
  }

  private void tellAll(Connection connection, List<Telling> questions) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.hint())) {
      Object[] texts = questions.stream().map(Telling::text).toArray();
      call.setArray(1, connection.createArrayOf("text", texts));
      call.execute();
    }
    questions.forEach(question -> question.answer.complete(true));
  }

  // ---- what the database says unasked: the listener's thread

  /// A notification has come.
  void told(String text) {
    HintListener to = listener;
    if (to != null) {
      var _ = faults.run(() -> Hint.read(text).ifPresentOrElse(to::told, to::doubtful));
    }
  }

  /// Notifications may have been lost.
  void doubtful() {
    HintListener to = listener;
    if (to != null) {
      var _ = faults.run(to::doubtful);
    }
  }
}
