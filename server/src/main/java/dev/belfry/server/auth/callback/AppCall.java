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
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One POST to the application. Redirects are not followed, the whole has to end in time, and of
/// the answer no more is read than it may have.
final class AppCall implements AutoCloseable {
  static final int ANSWER_BYTES_MAX = 64 * 1024;
  private static final int TRIES_MAX = 3;

  /// The connection ended before the answer was whole; other failures have classes of their own.
  private static final Set<String> CUT =
      Set.of(IOException.class.getSimpleName(), SocketException.class.getSimpleName());

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

  /// `then` is called once, on another thread.
  void post(Question question, long nowMillis, Consumer<Result> then) {
    threads.execute(() -> then.accept(ask(question, nowMillis)));
  }

  /// A connection that was used before may be closed by the application while the question is on
  /// its way, as its right is (RFC 9112, section 9.5): then it is asked again. To ask changes
  /// nothing.
  private Result ask(Question question, long nowMillis) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    Result result = result(send(question, nowMillis), endNanos);
    for (int i = 1; i < TRIES_MAX && CUT.contains(result.failure()); i++) {
      result = result(send(question, nowMillis), endNanos);
    }
    return result;
  }

  private Result result(CompletableFuture<HttpResponse<byte[]>> answer, long endNanos) {
    try {
      HttpResponse<byte[]> response =
          answer.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      return new Result(response.statusCode(), response.body(), "");
    } catch (ExecutionException | TimeoutException failure) {
      return new Result(0, new byte[0], reason(failure));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return new Result(0, new byte[0], reason(ended));
    } finally {
      answer.cancel(true); // ends the connection of one that is too slow
    }
  }

  private CompletableFuture<HttpResponse<byte[]>> send(Question question, long nowMillis) {
    try {
      return client.sendAsync(
          request(question, nowMillis),
          BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
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
