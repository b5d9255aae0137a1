package dev.belfry.server.edge;

import dev.belfry.server.edge.http.Decision;
import dev.belfry.server.edge.http.Exchange;
import dev.belfry.server.edge.http.Problem;
import dev.belfry.server.edge.transport.ClientAddress;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.SessionContext;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One request on its way: its body comes in, its endpoint serves it, its response goes out.
final class HttpExchange implements Exchange {
  private static final byte[] EMPTY = {};
  private static final int BODY_BYTES_FIRST = 1024;

  /// What a request with a body costs while it is served, beside the body and what is made of it.
  private static final int SERVED_BYTES = 512;

  /// What came of a part of the body.
  enum Taken {
    YES,
    /// The body is larger than the endpoint takes.
    TOO_LARGE,
    /// Others have all the memory for what is not whole.
    NO_ROOM
  }

  private final HttpConnection connection;
  private final Loop loop;
  private final IncomingBudget incoming;
  private final Object peer;
  private final HttpRequest request;
  private Decision.@Nullable Serve serve;
  private byte[] body = EMPTY;
  private int bodyBytes;

  /// With how much the body counts among what was received; nothing where it is small.
  private int countedBytes;

  private boolean serving;
  private boolean served;
  private @Nullable Runnable whenGone;

  HttpExchange(HttpConnection connection, SessionContext sessions, HttpRequest request) {
    this.connection = connection;
    this.loop = sessions.loop();
    this.incoming = sessions.incoming();
    this.peer = ClientAddress.of(connection.channel().remoteAddress());
    this.request = request;
  }

  void serveBy(Decision.Serve decision) {
    serve = decision;
  }

  int bodyBytesMax() {
    return serve == null ? 0 : serve.bodyBytesMax();
  }

  /// Takes a part of the body.
  Taken add(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes == 0) {
      return Taken.YES;
    }
    if (bytes > bodyBytesMax() - bodyBytes) {
      return Taken.TOO_LARGE;
    }
    int needed = bodyBytes + bytes;
    if (needed > body.length) {
      int doubled = Math.max(BODY_BYTES_FIRST, Math.max(needed, 2 * body.length));
      int grown = Math.min(doubled, bodyBytesMax());
      if (!count(grown > BODY_BYTES_FIRST ? grown : 0)) {
        return Taken.NO_ROOM;
      }
      body = Arrays.copyOf(body, grown);
    }
    part.readBytes(body, bodyBytes, bytes);
    bodyBytes = needed;
    return Taken.YES;
  }

  private boolean count(int nowBytes) {
    boolean may = incoming.change(peer, countedBytes, nowBytes);
    countedBytes = may ? nowBytes : countedBytes;
    return may;
  }

  /// It is answered, or nobody waits for the answer: its body is given back.
  void end() {
    body = EMPTY;
    var _ = count(0);
  }

  /// The body is whole: the endpoint's turn. From now on it counts with what is made of it, until
  /// the endpoint has responded, though the client may have left: a log may hold it back.
  void serve() {
    if (serve == null) {
      return;
    }
    if (bodyBytes > 0 && !count(2 * bodyBytes + SERVED_BYTES)) {
      connection.refuse(Problem.unavailable("too much was sent that is not answered yet"));
      return;
    }
    serving = true;
    served = true;
    body = bodyBytes == body.length ? body : Arrays.copyOf(body, bodyBytes);
    serve.endpoint().serve(this);
  }

  boolean serving() {
    return serving;
  }

  /// Whether the request was whole, and its endpoint had its turn.
  boolean served() {
    return served;
  }

  /// The client has left before it was answered.
  void gone() {
    if (!serving) {
      end();
    }
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
    end();
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
