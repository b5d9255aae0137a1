package dev.belfry.server.edge;

import dev.belfry.server.edge.http.Decision;
import dev.belfry.server.edge.http.Exchange;
import dev.belfry.server.runtime.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One request on its way: its body comes in, its endpoint serves it, its response goes out.
final class HttpExchange implements Exchange {
  private static final byte[] EMPTY = {};
  private static final int BODY_BYTES_FIRST = 1024;

  private final HttpConnection connection;
  private final Loop loop;
  private final HttpRequest request;
  private Decision.@Nullable Serve serve;
  private byte[] body = EMPTY;
  private int bodyBytes;
  private boolean serving;
  private @Nullable Runnable whenGone;

  HttpExchange(HttpConnection connection, Loop loop, HttpRequest request) {
    this.connection = connection;
    this.loop = loop;
    this.request = request;
  }

  void serveBy(Decision.Serve decision) {
    serve = decision;
  }

  int bodyBytesMax() {
    return serve == null ? 0 : serve.bodyBytesMax();
  }

  /// Takes a part of the body; false where that makes it too large.
  boolean add(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes > bodyBytesMax() - bodyBytes) {
      return bytes == 0;
    }
    int needed = bodyBytes + bytes;
    if (needed > body.length) {
      int grown = Math.max(BODY_BYTES_FIRST, Math.max(needed, 2 * body.length));
      body = Arrays.copyOf(body, Math.min(grown, bodyBytesMax()));
    }
    part.readBytes(body, bodyBytes, bytes);
    bodyBytes = needed;
    return true;
  }

  /// The body is whole: the endpoint's turn.
  void serve() {
    if (serve != null) {
      serving = true;
      body = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
      serve.endpoint().serve(this);
    }
  }

  boolean serving() {
    return serving;
  }

  /// The client has left before it was answered.
  void gone() {
    Runnable task = whenGone;
    whenGone = null;
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
    return body;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void respond(FullHttpResponse response) {
    serving = false;
    connection.respond(this, response);
  }

  @Override
  public boolean mayPublish() {
    return connection.mayPublish();
  }

  @Override
  public void whenGone(Runnable task) {
    whenGone = task;
  }
}
