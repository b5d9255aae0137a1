package dev.belfry.server.auth.callback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// An application that is asked who clients are.
public final class App implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String body = "";
  private volatile String knownCookie = "";
  private volatile CountDownLatch held = new CountDownLatch(0);

  public record Request(String path, Map<String, String> headers, String body) {}

  public App() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/auth");
  }

  public void answer(int withStatus, String withBody) {
    status = withStatus;
    body = withBody;
  }

  /// From now on knows clients by this cookie only; to all others the answer is 401.
  public void know(String cookie) {
    knownCookie = cookie;
  }

  /// Answers no question before the latch is open.
  public void hold(CountDownLatch latch) {
    held = latch;
  }

  public List<Request> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(new Request(exchange.getRequestURI().toString(), headers, asked));
    try {
      held.await();
    } catch (InterruptedException ended) {
      return;
    }
    boolean known = knownCookie.isEmpty() || knownCookie.equals(headers.get("Cookie"));
    byte[] answer = known ? body.getBytes(StandardCharsets.UTF_8) : new byte[0];
    exchange.getResponseHeaders().set("Location", "/elsewhere");
    boolean empty = answer.length == 0 || status == 204;
    exchange.sendResponseHeaders(known ? status : 401, empty ? -1 : answer.length);
    if (!empty) {
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
