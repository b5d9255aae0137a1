package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that are replaced again and again while clients publish and listen, over WebSocket
/// and HTTP/2: nobody is cut off, and new clients get the new one.
class CertificateSwapTest {
  private static final int CERTIFICATES = 5;
  private static final int LISTENERS = 5;

  @TempDir private Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean done = new AtomicBoolean();
  private final List<HttpClient> clients = new ArrayList<>();
  private SecureServer server;

  @BeforeEach
  void start() throws Exception {
    server = SecureServer.start(folder, Map.of("history.bytes", "64MiB"));
  }

  @AfterEach
  void stop() {
    done.set(true);
    clients.forEach(HttpClient::shutdownNow);
    server.close();
    threads.shutdownNow();
  }

  /// What one client has heard, and whether its connection ended.
  private static final class Heard implements WebSocket.Listener {
    private final ConcurrentLinkedDeque<String> texts = new ConcurrentLinkedDeque<>();
    private volatile boolean ended;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      texts.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      ended = true;
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
      ended = true;
    }
  }

  private HttpClient trusting(TestCertificate certificate) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    clients.add(client);
    return client;
  }

  private Heard bySocket(HttpClient client) {
    Heard heard = new Heard();
    URI address = URI.create("wss://localhost:" + server.belfry().port() + "/notifications");
    var _ = client.newWebSocketBuilder().buildAsync(address, heard).join();
    return heard;
  }

  private Heard byStream(HttpClient client) throws Exception {
    HttpRequest request =
        server.request("/notifications").header("Accept", "text/event-stream").build();
    var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    Heard heard = new Heard();
    var _ =
        threads.submit(() -> {
          try {
            response
                .body()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> heard.texts.add(line.substring("data: ".length())));
          } finally {
            heard.ended = true;
          }
        });
    return heard;
  }

  /// Publishes until the end; returns what was taken.
  private List<String> publish(String name, HttpClient client) throws Exception {
    List<String> taken = new ArrayList<>();
    while (!done.get()) {
      String text = name + " " + taken.size();
      HttpRequest request =
          server.request("/notifications").POST(BodyPublishers.ofString(text)).build();
      HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(201);
      taken.add(text);
    }
    return taken;
  }

  @Test
  void nobodyIsCutOffAndNewClientsGetTheNewOne() throws Exception {
    List<Heard> first = new ArrayList<>();
    List<Future<List<String>>> publishers = new ArrayList<>();
    HttpClient oldest = trusting(server.certificate());
    HttpClient publishing = trusting(server.certificate());
    for (int i = 0; i < LISTENERS; i++) {
      first.add(bySocket(oldest));
      first.add(byStream(oldest));
    }
    publishers.add(threads.submit(() -> publish("first", publishing)));
    List<Heard> later = new ArrayList<>();
    for (int i = 0; i < CERTIFICATES; i++) {
      String name = "certificate-" + i;
      HttpClient next = trusting(server.replaceCertificate(name));
      later.add(bySocket(next));
      later.add(byStream(next));
      publishers.add(threads.submit(() -> publish(name, next)));
    }
    await().until(() -> later.getLast().texts.stream().anyMatch(t -> t.startsWith("first")));
    done.set(true);
    for (Future<List<String>> publisher : publishers) {
      List<String> taken = publisher.get();
      assertThat(taken).isNotEmpty();
      for (Heard heard : first) {
        await().until(() -> heard.texts.contains(taken.getLast()));
        assertThat(heard.texts).containsSubsequence(taken);
      }
    }
    assertThat(first).noneMatch(heard -> heard.ended);
    assertThat(later).noneMatch(heard -> heard.ended);
  }
}
