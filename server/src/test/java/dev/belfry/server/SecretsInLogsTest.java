package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.belfry.server.auth.callback.App;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Whatever clients show, good or bad, and at the finest level: no log line and no answer has it.
class SecretsInLogsTest {
  private static final String COOKIE = "sid=cookie-4f1d9a7b";

  @TempDir private Path folder;
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level levelBefore = root.getLevel();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getFormattedMessage());
          for (IThrowableProxy cause = event.getThrowableProxy();
              cause != null;
              cause = cause.getCause()) {
            said.add(String.valueOf(cause.getMessage()));
          }
        }
      };

  private final HttpClient http = HttpClient.newHttpClient();
  private App app;
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.TRACE);
    app = new App();
    belfry =
        new KnownClients(folder)
            .server()
            .set("auth.callback.url", app.url().toString())
            .set("auth.callback.secret", KnownClients.SECRET)
            .set("limits.failed-authentications", "0")
            .start();
  }

  @AfterEach
  void stop() {
    belfry.close();
    app.close();
    http.shutdownNow();
    root.setLevel(levelBefore);
    root.detachAppender(appender);
  }

  private void show(String target, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(belfry.uri().resolve(target));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    said.add(answer.body());
    said.add(answer.headers().toString());
  }

  private String ticket(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/v1/tickets"))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString("{\"channels\":[\"news\"]}"))
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JsonMapper.shared().readTree(answer).path("ticket").asString();
  }

  private void showFramed(String token) throws Exception {
    try (FramedClient client = new FramedClient(belfry.port())) {
      client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
      said.add(client.read());
      client.send("{\"id\":2,\"refresh\":{\"token\":\"" + token + "x\"}}");
      said.add(client.read());
    }
  }

  @Test
  void theyAreNowhere() throws Exception {
    String good = KnownClients.token("user 42 subscribe=news", Duration.ofHours(1));
    String expired = KnownClients.token("user 42 subscribe=news", Duration.ofHours(-1));
    String forged = good.substring(0, good.length() - 6) + "AAAAAA";
    String key = new KnownClients(folder).bearer("key shop publish=ALL");
    List<String> bearers = new ArrayList<>(List.of(good, expired, forged, key, key + "x"));
    for (String bearer : bearers) {
      show("/notifications/news?limit=1", "Authorization", "Bearer " + bearer);
      show("/notifications/secret?limit=1", "Authorization", "Bearer " + bearer);
      show("/notifications/news?limit=1&token=" + bearer);
      showFramed(bearer);
    }
    String ticket = ticket(good);
    show("/notifications/news?limit=1&ticket=" + ticket);
    show("/notifications/other?ticket=" + ticket, "Accept", "text/event-stream");
    show("/notifications/news?ticket=" + ticket + "x", "Accept", "text/event-stream");
    for (int status : new int[] {401, 403, 500}) {
      app.answer(status, "");
      show("/notifications/news?limit=" + status % 100, "Cookie", COOKIE);
    }
    assertThat(said).isNotEmpty();
    bearers.add(ticket);
    bearers.add("cookie-4f1d9a7b");
    bearers.add(KnownClients.SECRET);
    for (String secret : bearers) {
      String tail = secret.substring(secret.length() - 12);
      assertThat(said).noneMatch(line -> line.contains(tail) || line.contains(secret));
    }
  }
}
