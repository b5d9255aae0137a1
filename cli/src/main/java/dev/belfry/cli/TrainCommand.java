package dev.belfry.cli;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.Listening;
import dev.belfry.client.Publication;
import dev.belfry.server.Belfry;
import dev.belfry.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/// `belfry train`, for the launcher: a server does a little of all that servers do, and ends, so
/// that the JVM can note which classes that takes and how they behave (JEP 483, JEP 515).
@Command(name = "train", hidden = true, description = "Make a cache for a faster start.")
final class TrainCommand implements Callable<Integer> {
  private static final int SOCKETS = 300;
  private static final int MESSAGES = 300;
  private static final int SECONDS_MAX = 60;
  private static final String CHANNEL = "notifications";

  @Override
  public Integer call() throws Exception {
    ServerConfig config = ServerConfig.of(Map.of("server.port", "0", "server.drain", "1s"));
    HttpClient http = HttpClient.newHttpClient();
    try (Belfry server = Belfry.builder().config(config).start()) {
      train(server.uri(), http);
    } finally {
      http.shutdownNow(); // close would wait for the last WebSocket's end
    }
    return 0;
  }

  private static void train(URI base, HttpClient http) throws Exception {
    CountDownLatch deliveries = new CountDownLatch((SOCKETS + 1) * (2 * MESSAGES + 1));
    WebSocket.Listener counting =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            deliveries.countDown();
            socket.request(1);
            return CompletableFuture.completedFuture(null);
          }
        };
    URI address = URI.create(base.toString().replaceFirst("^http", "ws") + "/" + CHANNEL);
    List<WebSocket> sockets =
        IntStream.range(0, SOCKETS)
            .mapToObj(_ -> http.newWebSocketBuilder().buildAsync(address, counting).join())
            .toList();
    try (BelfryClient client = new BelfryClient(base);
        Listening _ = client.listen(List.of(CHANNEL), "earliest", _ -> deliveries.countDown())) {
      client.publish(Publication.json(CHANNEL, "{\"n\":0}"));
      for (int i = 0; i < MESSAGES; i++) {
        sockets.getFirst().sendText("message " + i, true).join();
        client.publish(Publication.text(CHANNEL, "message " + i));
      }
      if (!deliveries.await(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new TimeoutException("not all messages came back");
      }
    }
    sockets.forEach(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join());
  }
}
