package dev.belfry.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One listener's stream, reconnects included. One virtual thread owns all of it but `closed`.
public final class Listening implements AutoCloseable {
  /// Bound on one event: a message of 64 KiB, each byte of it escaped.
  private static final int EVENT_BYTES_MAX = 1024 * 1024;

  private static final int PROBLEM_BYTES_MAX = 8 * 1024;

  private final HttpClient http;
  private final Addresses addresses;
  private final ClientTimings timings;
  private final Map<String, String> headers;
  private final List<String> channels;
  private final Listener listener;
  private final Backoff backoff;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private String since = "";
  private String lastEventId = "";
  private volatile boolean closed;

  Listening(
      HttpClient http,
      Addresses addresses,
      ClientTimings timings,
      Map<String, String> headers,
      List<String> channels,
      Listener listener) {
    this.http = http;
    this.addresses = addresses;
    this.timings = timings;
    this.headers = headers;
    this.channels = channels;
    this.listener = listener;
    this.backoff =
        new Backoff(timings.backoffFirst(), timings.backoffMost(), new SplittableRandom());
    this.thread = Thread.ofVirtual().name("belfry-listen").unstarted(this::run);
  }

  void start(String startSince) {
    since = startSince;
    thread.start();
  }

  private void run() {
    try {
      Problem refusal = listenUntilRefused();
      listener.onState(
          refusal == null ? new ListenState.Closed() : new ListenState.Refused(refusal));
    } finally {
      ended.countDown();
    }
  }

  /// Null once closed.
  private @Nullable Problem listenUntilRefused() {
    while (!closed) {
      try {
        String reason;
        try {
          Problem problem = stream();
          if (problem != null && !problem.temporary()) {
            return problem;
          }
          reason = problem == null ? "the server ended the stream" : problem.toString();
        } catch (IOException lost) {
          reason = Reasons.ofConnect(lost, URI.create(addresses.base()));
        }
        if (!closed) {
          pause(reason);
        }
      } catch (InterruptedException asked) {
        closed = true;
      }
    }
    return null;
  }

  private void pause(String reason) throws InterruptedException {
    Duration delay = backoff.next();
    listener.onState(new ListenState.Waiting(delay, reason));
    Thread.sleep(delay);
  }

  /// One connection, to its end. A problem if the server gave no stream.
  private @Nullable Problem stream() throws IOException, InterruptedException {
    HttpResponse<InputStream> response = open();
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        byte[] explanation = body.readNBytes(PROBLEM_BYTES_MAX);
        return Problem.of(response, new String(explanation, StandardCharsets.UTF_8));
      }
      String type = response.headers().firstValue("Content-Type").orElse("");
      if (!type.startsWith("text/event-stream")) {
        return new Problem(200, "unknown", "this is not an event stream but " + type);
      }
      listener.onState(new ListenState.Open());
      read(body);
      return null;
    }
  }

  /// Doesn't use the request's own timeout: on newer JDKs that one bounds the body too, and the
  /// body is meant to last.
  private HttpResponse<InputStream> open() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(addresses.stream(channels, lastEventId.isEmpty() ? since : ""))
            .header("Accept", "text/event-stream")
            .header("Cache-Control", "no-store");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request.build(), BodyHandlers.ofInputStream());
    try {
      return answer.get(timings.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException lost ? lost : new IOException(failed);
    } catch (TimeoutException late) {
      throw new IOException("no answer within " + timings.answer(), late);
    } finally {
      answer.cancel(true); // no effect on one that has come
    }
  }

  private void read(InputStream body) throws IOException {
    StreamEvents events = new StreamEvents(channels, listener, backoff, id -> lastEventId = id);
    EventStreamParser parser = new EventStreamParser(EVENT_BYTES_MAX, lastEventId, events);
    byte[] buffer = new byte[16 * 1024];
    try (SilenceWatch watch = SilenceWatch.start(timings.silence(), body)) {
      for (int read = body.read(buffer); read >= 0 && !closed; read = body.read(buffer)) {
        watch.heard();
        parser.feed(buffer, read);
      }
      if (watch.hasCut()) {
        throw new IOException("nothing heard for " + timings.silence());
      }
    }
  }

  /// Waits until nothing more will come.
  public void await() throws InterruptedException {
    ended.await();
  }

  /// Ends the stream; the listener's last call is [ListenState.Closed]. Doesn't wait for it.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
