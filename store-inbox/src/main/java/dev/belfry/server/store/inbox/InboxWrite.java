package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.InboxUnavailable;
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
  private @Nullable InboxUnavailable refusal;

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
    refusal = null;
    outcome = work.apply(unit);
  }

  /// Nothing of it is part of its transaction, since it failed where others did not.
  public void refuse() {
    refusal = new InboxUnavailable("the store could not do this; its log says why");
  }

  /// Its transaction is committed: answers.
  public void committed() {
    if (refusal != null) {
      answer.completeExceptionally(refusal);
      return;
    }
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
