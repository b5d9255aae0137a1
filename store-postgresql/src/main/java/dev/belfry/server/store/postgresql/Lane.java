package dev.belfry.server.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// Questions of one kind, some of which are under way at once; those that wait meanwhile go
/// together in one statement. Any thread asks.
///
/// @param <Q> the questions
final class Lane<Q extends Lane.Question> {
  private static final int WAITING_MAX = 10_000;

  /// What is asked.
  interface Question {
    /// Gets the answer, or why there is none.
    CompletableFuture<?> answer();

    /// What it adds to a statement.
    default long weight() {
      return 1;
    }
  }

  /// Asks the database.
  @FunctionalInterface
  interface Work<Q> {
    /// Completes each answer.
    void answer(Connection connection, List<Q> questions) throws SQLException;
  }

  /// How many may be under way, and together in one statement.
  record Width(int workers, int together, long weight) {}

  private final Connections connections;
  private final Executor threads;
  private final Width width;
  private final Work<Q> work;

  /// Guarded by this lane, as the number of those who work.
  private final Queue<Q> waiting = new ArrayDeque<>();

  private int working;

  Lane(Connections connections, Executor threads, Width width, Work<Q> work) {
    this.connections = connections;
    this.threads = threads;
    this.width = width;
    this.work = work;
  }

  void ask(Q question) {
    if (!offer(question)) {
      question
          .answer()
          .completeExceptionally(
              new RejectedExecutionException("too many questions wait for the database"));
    }
  }

  private synchronized boolean offer(Q question) {
    if (waiting.size() >= WAITING_MAX) {
      return false;
    }
    waiting.add(question);
    if (working < width.workers) {
      working++;
      try {
        threads.execute(this::work);
      } catch (RejectedExecutionException closed) {
        working--;
        waiting.clear();
        return false;
      }
    }
    return true;
  }

  private void work() {
    for (List<Q> batch = next(); !batch.isEmpty(); batch = next()) {
      try (Connection connection = connections.borrow()) {
        work.answer(connection, batch);
      } catch (SQLException | RuntimeException | Error failure) {
        batch.forEach(question -> question.answer().completeExceptionally(failure));
      }
    }
  }

  /// What goes together next; empty where this worker is done. What was given up is left out.
  private synchronized List<Q> next() {
    List<Q> batch = new ArrayList<>();
    long weight = 0;
    while (!waiting.isEmpty() && batch.size() < width.together) {
      Q question = waiting.element();
      if (!batch.isEmpty() && weight + question.weight() > width.weight) {
        break;
      }
      waiting.remove();
      if (!question.answer().isDone()) {
        batch.add(question);
        weight += question.weight();
      }
    }
    if (batch.isEmpty()) {
      working--;
    }
    return batch;
  }
}
