package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.health.Heartbeats;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A server one of whose event loops is blocked by a fault of ours.
class BlockedLoopTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final CountDownLatch release = new CountDownLatch(1);

  /// Each on a connection of its own, so that other loops are asked too; 0 for no answer.
  private static int status(Belfry belfry, String path) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(belfry.uri().resolve(path)).timeout(Duration.ofSeconds(3)).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    } finally {
      http.shutdownNow();
    }
  }

  @Test
  void itIsNotAliveUntilTheLoopGoesOn() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    try (LogLines lines = LogLines.of(Heartbeats.class);
        Belfry belfry =
            Belfry.builder().port(0).set("server.loops", "2").store(BlockingLogs::new).start()) {
      assertThat(status(belfry, "/health/live")).isEqualTo(200);
      assertThat(status(belfry, "/health/ready")).isEqualTo(200);
      HttpRequest blocking =
          HttpRequest.newBuilder(belfry.uri().resolve("/notifications/block"))
              .POST(HttpRequest.BodyPublishers.ofString("m"))
              .build();
      CompletableFuture<HttpResponse<Void>> published =
          http.sendAsync(blocking, HttpResponse.BodyHandlers.discarding());
      await().atMost(LONG).until(() -> status(belfry, "/health/ready") == 503);
      await().atMost(LONG).until(() -> status(belfry, "/health/live") == 503);
      assertThat(lines.all()).anyMatch(line -> line.contains("BlockingLogs"));
      release.countDown();
      await().atMost(LONG).until(() -> status(belfry, "/health/live") == 200);
      await().atMost(LONG).until(() -> status(belfry, "/health/ready") == 200);
      assertThat(published.join().statusCode()).isEqualTo(201);
    } finally {
      release.countDown();
      http.shutdownNow();
    }
  }

  /// Logs that block whoever appends to one channel.
  private final class BlockingLogs implements Logs {
    private final Logs real;

    BlockingLogs(Logs real) {
      this.real = real;
    }

    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      if (channel.text().equals("block")) {
        try {
          release.await();
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
        }
      }
      real.append(channel, draft, caller, then);
    }

    @Override
    public void register(ChannelName channel, HeadListener listener) {
      real.register(channel, listener);
    }

    @Override
    public void unregister(ChannelName channel, HeadListener listener) {
      real.unregister(channel, listener);
    }

    @Override
    public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
      real.find(channel, caller, then);
    }
  }
}
