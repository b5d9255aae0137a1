package dev.belfry.client;

import dev.belfry.protocol.Notify;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Notifications over HTTP.
record Notifying(
    HttpClient http, Addresses addresses, ClientTimings timings, Map<String, String> headers) {
  NotifyOutcome notify(Notify notify) throws IOException, InterruptedException {
    Backoff backoff =
        new Backoff(timings.backoffFirst(), timings.backoffMost(), new SplittableRandom());
    int attempts = notify.key() == null ? 1 : timings.publishAttempts();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= attempts;
      try {
        NotifyOutcome outcome = send(notify);
        boolean passing =
            outcome instanceof NotifyOutcome.Refused(Problem problem) && problem.temporary();
        if (last || !passing) {
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

  private NotifyOutcome send(Notify notify) throws IOException, InterruptedException {
    HttpResponse<String> response =
        ask(
            request(addresses.below("/v1/notify"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(notify.toJson())));
    if (response.statusCode() / 100 != 2) {
      return new NotifyOutcome.Refused(Problem.of(response, response.body()));
    }
    JsonNode answer = json(response);
    return answer.has("at")
        ? new NotifyOutcome.Scheduled(text(answer, "id"), time(answer))
        : new NotifyOutcome.Delivered(text(answer, "id"), answer.path("recipients").asLong());
  }

  Answer<NotificationStatus> status(String id) throws IOException, InterruptedException {
    HttpResponse<String> response = ask(request(addresses.notification(id)).GET());
    if (response.statusCode() / 100 != 2) {
      return new Answer.Refused<>(Problem.of(response, response.body()));
    }
    JsonNode answer = json(response);
    return new Answer.Given<>(
        new NotificationStatus(
            text(answer, "id"),
            text(answer, "state"),
            time(answer),
            answer.path("recipients").asLong(),
            answer.path("seen").asLong(),
            answer.path("read").asLong()));
  }

  Answer<Boolean> retract(String id) throws IOException, InterruptedException {
    HttpResponse<String> response = ask(request(addresses.notification(id)).DELETE());
    Problem problem = Problem.of(response, response.body());
    if (response.statusCode() / 100 == 2) {
      return new Answer.Given<>(true);
    }
    return problem.code().equals("not-found")
        ? new Answer.Given<>(false)
        : new Answer.Refused<>(problem);
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address).timeout(timings.answer());
  }

  private HttpResponse<String> ask(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    headers.forEach(request::setHeader);
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    try {
      return JsonMapper.shared().readTree(response.body());
    } catch (JacksonException notJson) {
      throw new IOException("an answer that can't be read: " + response.body(), notJson);
    }
  }

  private static String text(JsonNode answer, String name) throws IOException {
    String text = answer.path(name).asString("");
    if (text.isEmpty()) {
      throw new IOException("an answer without " + name + ": " + answer);
    }
    return text;
  }

  private static Instant time(JsonNode answer) throws IOException {
    return Instant.parse(text(answer, "at"));
  }
}
