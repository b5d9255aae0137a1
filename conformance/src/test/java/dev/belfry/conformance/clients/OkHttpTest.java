package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// OkHttp 5, which offers compression by itself.
@SuppressWarnings("NullAway.Init")
class OkHttpTest {
  private static RunningServer compressing;
  private static RunningServer plain;
  private static OkHttpClient client;

  @BeforeAll
  static void start() throws IOException {
    compressing = RunningServer.start();
    plain = RunningServer.start("--websocket.compression=false");
    client = new OkHttpClient();
  }

  @AfterAll
  static void stop() {
    client.dispatcher().executorService().shutdownNow();
    client.connectionPool().evictAll();
    compressing.close();
    plain.close();
  }

  @Test
  void whatOneSendsAllReceiveCompressed() throws Exception {
    assertThat(broadcastOver(compressing)).contains("permessage-deflate");
  }

  @Test
  void whatOneSendsAllReceiveWhereTheServerDoesNotCompress() throws Exception {
    assertThat(broadcastOver(plain)).isNull();
  }

  private static @Nullable String broadcastOver(RunningServer server) throws Exception {
    var mine = new Inbox();
    var theirs = new Inbox();
    WebSocket socket = open(server, mine);
    WebSocket other = open(server, theirs);
    Response handshake = mine.opened.get(60, TimeUnit.SECONDS);
    theirs.opened.get(60, TimeUnit.SECONDS);
    String text = "again and again ".repeat(1000);
    socket.send(text);
    assertThat(mine.take()).isEqualTo(text);
    assertThat(theirs.take()).isEqualTo(text);
    other.send("short");
    assertThat(mine.take()).isEqualTo("short");
    socket.close(1000, null);
    assertThat(mine.closed.get(60, TimeUnit.SECONDS)).isEqualTo(1000);
    other.cancel();
    return handshake.header("Sec-WebSocket-Extensions");
  }

  private static WebSocket open(RunningServer server, Inbox inbox) {
    return client.newWebSocket(request(server, "/notifications/okhttp").build(), inbox);
  }

  @Test
  void anEventStreamIsHeardAndResumes() throws Exception {
    String path = "/notifications/okhttp-stream";
    var first = new Stream();
    EventSource source = listen(request(compressing, path), first);
    first.opened.get(60, TimeUnit.SECONDS);
    publish(path, "one");
    Heard heard = first.take();
    assertThat(heard.data()).isEqualTo("one");
    source.cancel();
    publish(path, "two");
    var second = new Stream();
    EventSource again =
        listen(request(compressing, path).header("Last-Event-ID", heard.id()), second);
    assertThat(second.take().data()).isEqualTo("two");
    again.cancel();
  }

  private static EventSource listen(Request.Builder request, Stream stream) {
    return EventSources.createFactory(client).newEventSource(request.build(), stream);
  }

  private static void publish(String path, String data) throws IOException {
    RequestBody body = RequestBody.create(data.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Request request = request(compressing, path).post(body).build();
    try (Response answer = client.newCall(request).execute()) {
      assertThat(answer.code()).isEqualTo(201);
    }
  }

  private static Request.Builder request(RunningServer server, String path) {
    return new Request.Builder().url(server.http(path).toString());
  }

  private static final class Inbox extends WebSocketListener {
    private final CompletableFuture<Response> opened = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(WebSocket socket, Response response) {
      opened.complete(response);
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      messages.add(text);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      closed.complete(code);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
      opened.completeExceptionally(failure);
      closed.completeExceptionally(failure);
    }

    @Nullable String take() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }
  }

  private record Heard(String id, String data) {}

  private static final class Stream extends EventSourceListener {
    private final CompletableFuture<Response> opened = new CompletableFuture<>();
    private final BlockingQueue<Heard> events = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(EventSource source, Response response) {
      opened.complete(response);
    }

    @Override
    public void onEvent(
        EventSource source, @Nullable String id, @Nullable String type, String data) {
      events.add(new Heard(String.valueOf(id), data));
    }

    @Override
    public void onFailure(
        EventSource source, @Nullable Throwable failure, @Nullable Response response) {
      opened.completeExceptionally(new IOException("the stream failed: " + response, failure));
    }

    Heard take() throws InterruptedException {
      Heard heard = events.poll(10, TimeUnit.SECONDS);
      return heard == null ? new Heard("", "(nothing came)") : heard;
    }
  }
}
