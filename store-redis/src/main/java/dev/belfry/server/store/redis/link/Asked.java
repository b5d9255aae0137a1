package dev.belfry.server.store.redis.link;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A question that is asked again where a server has answered that it did nothing. Where it is not
/// known whether it did, the question has failed.
///
/// @param <T> the answer
final class Asked<T> {
  private static final long AGAIN_MILLIS_MIN = 10;
  private static final long AGAIN_MILLIS_MAX = 100;

  /// The slot is elsewhere, or on its way; the server is a replica by now, or only comes up. What a
  /// script runs into stands further behind.
  private static final Pattern NOT_DONE =
      Pattern.compile("^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN) |READONLY ");

  /// Runs an attempt after so many milliseconds, once the masters were looked for.
  interface Again {
    void after(long millis, Runnable attempt);

    /// Something is to be done should the connections be closed before the answer.
    void orElse(Runnable end, CompletableFuture<?> answer);
  }

  private final Function<MasterLink, CompletionStage<T>> question;
  private final Supplier<MasterLink> master;
  private final Again again;
  private final long patienceNanos;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final long begunNanos = System.nanoTime();
  private long againMillis = AGAIN_MILLIS_MIN;
  private int attempts;

  /// @param master finds the one that is asked, or throws
  Asked(
      Function<MasterLink, CompletionStage<T>> question,
      Supplier<MasterLink> master,
      Again again,
      Duration timeout) {
    this.question = question;
    this.master = master;
    this.again = again;
    this.patienceNanos = timeout.toNanos() / 2;
  }

  CompletionStage<T> begin() {
    attempt();
    return answer;
  }

  private void attempt() {
    CompletionStage<T> asked;
    try {
      asked = question.apply(master.get());
    } catch (RuntimeException unreached) {
      asked = CompletableFuture.failedStage(unreached);
    }
    var _ =
        asked.whenComplete((value, failure) -> {
          if (failure == null) {
            answer.complete(value);
          } else {
            failed(
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure);
          }
        });
  }

  private void failed(Throwable failure) {
    boolean nothingDone = saysNotDone(failure) || (attempts > 0 && failure instanceof NotConnected);
    if (nothingDone && System.nanoTime() - begunNanos < patienceNanos) {
      if (attempts++ == 0) {
        again.orElse(() -> answer.completeExceptionally(new NotConnected()), answer);
      }
      again.after(againMillis, this::attempt);
      againMillis = Math.min(AGAIN_MILLIS_MAX, againMillis * 2);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private static boolean saysNotDone(Throwable failure) {
    return failure instanceof RedisCommandExecutionException said
        && said.getMessage() != null
        && NOT_DONE.matcher(said.getMessage()).find();
  }
}
