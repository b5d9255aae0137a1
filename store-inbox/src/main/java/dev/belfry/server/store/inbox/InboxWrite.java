package dev.belfry.server.store.inbox;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Something that is to be written, and who waits for it.
///
/// @param <T> what is answered
public final class InboxWrite<T> {
  /// Changes the rows of a unit, in memory for the most part.
  @FunctionalInterface
  interface Work<T> {
    T apply(WriteUnit unit) throws SQLException;
  }

  private final InboxTools tools;
  private final Needs needs;
  private final Work<T> work;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T outcome;

  InboxWrite(InboxTools tools, Needs needs, Work<T> work) {
    this.tools = tools;
    this.needs = needs;
    this.work = work;
  }

  /// About how much it carries.
  public int bytes() {
    return needs.bytes();
  }

  /// Gets the answer, or fails.
  public CompletableFuture<T> answer() {
    return answer;
  }

  InboxTools tools() {
    return tools;
  }

  Needs needs() {
    return needs;
  }

  void apply(WriteUnit unit) throws SQLException {
    outcome = work.apply(unit);
  }

  /// Its transaction is committed: answers.
  public void committed() {
    T done = outcome;
    if (done == null) {
      throw new IllegalStateException("not applied");
    }
    answer.complete(done);
  }

  /// Nothing of it is kept, or nobody knows.
  public void fail(RuntimeException why) {
    answer.completeExceptionally(why);
  }
}
