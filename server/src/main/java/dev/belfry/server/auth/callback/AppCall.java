package dev.belfry.server.auth.callback;

import dev.belfry.server.config.Auth;
import dev.belfry.server.config.Secret;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One POST to the application. Redirects are not followed, the whole has to end in time, and of
/// the answer no more is read than it may have.
final class AppCall implements AutoCloseable {
  static final int ANSWER_BYTES_MAX = 64 * 1024;
  private static final int TRIES_MAX = 3;

  private final URI url;
  private final Secret secret;
  private final Duration timeout;
  private final Executor threads;
  private final HttpClient client;

  /// @param threads that may wait
  AppCall(Auth.Callback settings, Executor threads) {
    this.url = settings.url().orElseThrow();
    this.secret = settings.secret().orElseThrow();
    this.timeout = settings.timeout();
    this.threads = threads;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(threads)
            .build();
  }

  /// What came back.
  ///
  /// @param failure why nothing did; empty where something did
  record Result(int status, byte[] body, String failure) {}

  /// @param closedUnanswered whether the connection ended before anything came back
  private record Attempt(Result result, boolean closedUnanswered) {}

  /// `then` is called once, on another thread.
  void post(Question question, long nowMillis, Consumer<Result> then) {
    threads.execute(() -> then.accept(ask(question, nowMillis)));
  }

  /// A connection that was used before may be closed by the application while the question is on
  /// its way, as its right is (RFC 9112, section 9.5): then it is asked again. To ask changes
  /// nothing.
  private Result ask(Question question, long nowMillis) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    Attempt attempt = attempt(question, nowMillis, endNanos);
    for (int i = 1; i < TRIES_MAX && attempt.closedUnanswered(); i++) {
      attempt = attempt(question, nowMillis, endNanos);
    }
    return attempt.result();
  }

  private Attempt attempt(Question question, long nowMillis, long endNanos) {
    AtomicBoolean begun = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> answer = send(question, nowMillis, begun);
    try {
      HttpResponse<byte[]> response =
          answer.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      return new Attempt(new Result(response.statusCode(), response.body(), ""), false);
    } catch (ExecutionException failure) {
      return new Attempt(failed(failure), !begun.get() && isClose(failure.getCause()));
    } catch (TimeoutException late) {
      return new Attempt(failed(late), false);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return new Attempt(failed(ended), false);
    } finally {
      answer.cancel(true); // ends the connection of one that is too slow
    }
  }

  /// Whether a connection was there and ended; other failures have classes of their own.
  private static boolean isClose(@Nullable Throwable failure) {
    return failure != null
        && (failure.getClass().equals(IOException.class)
            || failure.getClass().equals(SocketException.class));
  }

  private static Result failed(Exception failure) {
    return new Result(0, new byte[0], reason(failure));
  }

  /// @param begun becomes true with the head of the answer
  private CompletableFuture<HttpResponse<byte[]>> send(
      Question question, long nowMillis, AtomicBoolean begun) {
    BodyHandler<byte[]> body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX);
    try {
      return client.sendAsync(
          request(question, nowMillis),
          head -> {
            begun.set(true);
            return body.apply(head);
          });
    } catch (IllegalArgumentException unsendable) {
      return CompletableFuture.failedFuture(unsendable);
    }
  }

  private HttpRequest request(Question question, long nowMillis) {
    byte[] body = question.json();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "belfry")
            .header(QuestionSignature.HEADER, QuestionSignature.of(secret, nowMillis / 1_000, body))
            .POST(BodyPublishers.ofByteArray(body));
    question.headers().forEach(request::header);
    return request.build();
  }

  /// The kind of failure, without its text: that may repeat a header.
  private static String reason(Throwable failure) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    return cause.getClass().getSimpleName();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
