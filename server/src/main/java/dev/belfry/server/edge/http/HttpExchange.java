package dev.belfry.server.edge.http;

import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Verdict;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.ClientAddress;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.runtime.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request on its way: the verdict about it is found, its body comes in, its endpoint serves
/// it, its response goes out.
final class HttpExchange implements Exchange {
  private final HttpConnection connection;
  private final Loop loop;
  private final HttpRequest request;
  private final RequestBody body;
  private @Nullable Verdict verdict;
  private boolean serving;
  private boolean served;
  private @Nullable Runnable onDisconnect;

  HttpExchange(HttpConnection connection, ConnectionContext sockets, HttpRequest request) {
    this.connection = connection;
    this.loop = sockets.loop();
    this.request = request;
    this.body =
        new RequestBody(sockets.incoming(), ClientAddress.of(connection.channel().remoteAddress()));
  }

  /// Takes what was found about the request.
  void judged(Verdict found) {
    verdict = found;
  }

  /// What was found about the request, once it is.
  Verdict verdict() {
    return Objects.requireNonNull(verdict, "not judged yet");
  }

  /// Lets the request wait though it is whole, for something that is no endpoint.
  void hold() {
    serving = true;
  }

  /// Takes a part of the body.
  RequestBody.Added add(ByteBuf part) {
    return body.add(part, verdict().bodyBytesMax());
  }

  /// It is answered, or nobody waits for the answer: its body is given back.
  void end() {
    body.release();
  }

  /// The body is whole: the endpoint's turn. From now on it counts with what is made of it, until
  /// the endpoint has responded, though the client may have left: a log may hold it back.
  void serve() {
    if (!(verdict().decision() instanceof Decision.Serve(Endpoint endpoint))) {
      return;
    }
    if (!body.countServed()) {
      connection.refuse(Problem.unavailable("too much was sent that is not answered yet"));
      return;
    }
    serving = true;
    served = true;
    endpoint.serve(this);
  }

  /// Whether the client has to wait: for who it is to be known, or for its answer.
  boolean waits() {
    return serving || verdict == null;
  }

  /// Whether the request was whole, and its endpoint had its turn.
  boolean served() {
    return served;
  }

  /// The client has left before it was answered.
  void disconnected() {
    if (!serving) {
      end();
    }
    Runnable task = onDisconnect;
    onDisconnect = null;
    if (task != null) {
      task.run();
    }
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public byte[] body() {
    return body.bytes();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void respond(FullHttpResponse response) {
    serving = false;
    connection.respond(this, verdict().policy().complete(response));
    end();
  }

  @Override
  public void onDisconnect(Runnable task) {
    onDisconnect = task;
  }
}
