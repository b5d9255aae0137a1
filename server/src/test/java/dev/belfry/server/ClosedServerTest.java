package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a program's threads hear that publish while the server ends, or afterwards.
class ClosedServerTest {
  private static final String ENDED = "the server has ended";

  private static Belfry.Builder builder() {
    return Belfry.builder().port(0).set("server.drain", "1s");
  }

  /// Runs on a thread of its own, so that one that waits for ever fails the test.
  private static <T> FutureTask<T> begin(java.util.concurrent.Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.startVirtualThread(task);
    return task;
  }

  private static void ends(FutureTask<?> task, String why) {
    assertThatThrownBy(() -> task.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why);
  }

  @Test
  void publishingAfterTheEndFailsAtOnce() throws Exception {
    Belfry belfry = builder().start();
    belfry.close();
    ends(begin(() -> belfry.publish("a", "text")), ENDED);
  }

  @Test
  void aPublishThatIsNotAnsweredWhenTheServerEndsFails() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Belfry belfry = builder().store(logs -> new SilentLogs(logs, asked)).start();
    List<FutureTask<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(begin(() -> belfry.publish("a", "text")));
    }
    await().until(() -> asked.get() == 20);
    belfry.close();
    waiting.forEach(task -> ends(task, ENDED));
  }

  @Test
  void publishingGoesOnOrFailsWhileTheServerEnds() throws Exception {
    Belfry belfry = builder().start();
    AtomicInteger kept = new AtomicInteger();
    List<FutureTask<?>> publishers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      publishers.add(
          begin(() -> {
            while (!belfry.publish("a", "text").id().isEmpty()) {
              kept.incrementAndGet();
            }
            return kept;
          }));
    }
    await().until(() -> kept.get() > 100);
    belfry.close();
    publishers.forEach(task -> ends(task, ENDED));
  }

  @Test
  void aHandlersBroadcastFailsToo() throws Exception {
    CompletableFuture<Client> opened = new CompletableFuture<>();
    ClientHandler handler =
        new ClientHandler() {
          @Override
          public void onOpen(Client client) {
            opened.complete(client);
          }
        };
    Belfry belfry = builder().handler("/chat", handler).start();
    try (TestSocket socket = new TestSocket(belfry.port(), "/chat")) {
      Client client = opened.get(60, TimeUnit.SECONDS);
      client.broadcast("hello");
      assertThat(socket.read()).isEqualTo("text:hello");
      belfry.close();
      ends(
          begin(() -> {
            client.broadcast("too late");
            return client;
          }),
          ENDED);
      assertThat(begin(() -> client.send("too late")).get(60, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void moreThreadsThanThereIsMemoryForWaitForOneAnother() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Belfry belfry =
        builder()
            .set("limits.incoming", "4MiB") // a quarter of it is for the program
            .store(logs -> new SilentLogs(logs, asked))
            .start();
    List<FutureTask<?>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(begin(() -> belfry.publish("a", "x".repeat(50_000))));
    }
    await().during(Duration.ofMillis(300)).until(() -> asked.get() == 10);
    belfry.close();
    waiting.forEach(task -> ends(task, ENDED));
  }

  /// Takes what is published and never says what became of it.
  private record SilentLogs(Logs logs, AtomicInteger asked) implements ForwardingLogs {
    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      asked.incrementAndGet();
    }
  }
}
