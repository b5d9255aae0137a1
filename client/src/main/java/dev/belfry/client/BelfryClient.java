package dev.belfry.client;

import dev.belfry.protocol.Notify;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A server, seen by one who publishes or listens. Safe for any thread; closing it cuts what is
/// under way, unless its HTTP client is one of yours.
public final class BelfryClient implements AutoCloseable {
  private final HttpClient http;
  private final Addresses addresses;
  private final ClientTimings timings;
  private final Map<String, String> headers;
  private final boolean ownsHttp;

  /// @param base the server's address, such as `http://localhost:8000`
  public BelfryClient(URI base) {
    this(base, ClientTimings.DEFAULT);
  }

  /// @param base the server's address, such as `http://localhost:8000`
  public BelfryClient(URI base, ClientTimings timings) {
    this(base, timings, Map.of());
  }

  /// @param base the server's address, such as `http://localhost:8000`
  /// @param headers further headers of each request, by name
  /// @throws IllegalArgumentException where a header is none, or none that a program may set
  public BelfryClient(URI base, ClientTimings timings, Map<String, String> headers) {
    this(
        base,
        timings,
        headers,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timings.connect())
            .build(),
        true);
  }

  /// A client with TLS or proxy settings of one's own, which is not closed with this one.
  ///
  /// @param base the server's address, such as `https://push.example.org`
  /// @param headers further headers of each request, by name
  /// @throws IllegalArgumentException where a header is none, or none that a program may set
  public BelfryClient(
      URI base, ClientTimings timings, Map<String, String> headers, HttpClient http) {
    this(base, timings, headers, http, false);
  }

  private BelfryClient(
      URI base,
      ClientTimings timings,
      Map<String, String> headers,
      HttpClient http,
      boolean ownsHttp) {
    headers.forEach(HttpRequest.newBuilder()::header);
    this.headers = Map.copyOf(headers);
    this.addresses = Addresses.of(base);
    this.timings = timings;
    this.http = http;
    this.ownsHttp = ownsHttp;
  }

  /// Publishes and waits for the answer. A publication with a key is sent again, a few times with
  /// growing waits, where no answer came or the server said that the trouble is temporary.
  ///
  /// @throws IOException when no answer came, so that nobody knows whether the message was taken
  public PublishOutcome publish(Publication publication) throws IOException, InterruptedException {
    return switch (sendUntilAnswered(publication, null)) {
      case PublishOutcome outcome -> outcome;
      case ScheduleOutcome.Scheduled scheduled ->
          throw new IOException("a publish without a time was answered by " + scheduled);
    };
  }

  /// Publishes later; otherwise as `publish`.
  ///
  /// @param whenOrAfter a delay such as `10m`, or a time of RFC 3339, at most 365 days ahead; one
  ///   in the past is now
  /// @throws IOException when no answer came, so that nobody knows whether the message was taken
  public ScheduleOutcome schedule(Publication publication, String whenOrAfter)
      throws IOException, InterruptedException {
    return sendUntilAnswered(publication, whenOrAfter);
  }

  /// Takes a message back before its time.
  ///
  /// @param id from the answer to `schedule`
  /// @throws IOException when no answer came, so that nobody knows whether it will appear
  public CancelOutcome cancel(String id) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(addresses.message(id)).timeout(timings.answer()).DELETE();
    headers.forEach(request::setHeader);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 == 2) {
      return new CancelOutcome.Cancelled();
    }
    Problem problem = Problem.of(response, response.body());
    return problem.code().equals("not-found")
        ? new CancelOutcome.NotScheduled()
        : new CancelOutcome.Refused(problem);
  }

  /// Notifies users, and waits for the answer. One with a key is sent again, a few times with
  /// growing waits, where no answer came or the server said that the trouble is temporary.
  ///
  /// @throws IOException when no answer came, so that nobody knows whether users were notified
  public NotifyOutcome notify(Notify notify) throws IOException, InterruptedException {
    return new Notifying(http, addresses, timings, headers).notify(notify);
  }

  /// How far a notification has come.
  ///
  /// @throws IOException when no answer came
  public Answer<NotificationStatus> notification(String id)
      throws IOException, InterruptedException {
    return new Notifying(http, addresses, timings, headers).status(id);
  }

  /// Takes a notification back, from every inbox or out of the schedule; false where there is none.
  ///
  /// @throws IOException when no answer came, so that nobody knows whether it is gone
  public Answer<Boolean> retract(String id) throws IOException, InterruptedException {
    return new Notifying(http, addresses, timings, headers).retract(id);
  }

  private ScheduleOutcome sendUntilAnswered(Publication publication, @Nullable String at)
      throws IOException, InterruptedException {
    Backoff backoff =
        new Backoff(timings.backoffFirst(), timings.backoffMost(), new SplittableRandom());
    int attempts = publication.key().isPresent() ? timings.publishAttempts() : 1;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= attempts;
      try {
        ScheduleOutcome outcome = send(publication, at);
        if (last || !isTemporary(outcome)) {
          return outcome;
        }
      } catch (IOException noAnswer) {
        if (last) {
          throw noAnswer;
        }
      }
      Thread.sleep(backoff.next());
    }
  }

  private static boolean isTemporary(ScheduleOutcome outcome) {
    return outcome instanceof PublishOutcome.Refused(Problem problem) && problem.temporary();
  }

  private ScheduleOutcome send(Publication publication, @Nullable String at)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(addresses.channel(publication.channel()))
            .timeout(timings.answer())
            .header("Content-Type", publication.contentType())
            .header("Accept", "application/json, application/problem+json")
            .POST(BodyPublishers.ofString(publication.body()));
    publication.key().ifPresent(key -> request.header("Idempotency-Key", key));
    publication.replaceKey().ifPresent(key -> request.header("Belfry-Replace-Key", key));
    publication.expires().ifPresent(expires -> request.header("Belfry-Expires", expires));
    if (at != null) {
      request.header("Belfry-At", at);
    }
    headers.forEach(request::setHeader);
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      return new PublishOutcome.Refused(Problem.of(response, response.body()));
    }
    return PublishAnswer.read(response.body());
  }

  /// Listens to one channel or several from now on; see the other `listen`.
  public Listening listen(List<String> channels, Listener listener) {
    return listen(channels, "", listener);
  }

  /// Listens until closed or refused. When the stream is lost it connects again, with growing
  /// waits, and goes on after the last message it got.
  ///
  /// @param channels one to 32 names
  /// @param since where to begin: a position, `earliest`, a count back such as `-50`, an age such
  ///   as `10m`; empty for what comes from now on
  public Listening listen(List<String> channels, String since, Listener listener) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("no channel to listen to");
    }
    Listening listening =
        new Listening(http, addresses, timings, headers, List.copyOf(channels), listener);
    listening.start(since);
    return listening;
  }

  @Override
  public void close() {
    if (ownsHttp) {
      http.shutdownNow();
    }
  }
}
