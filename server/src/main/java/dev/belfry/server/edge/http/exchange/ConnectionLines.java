package dev.belfry.server.edge.http.exchange;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.edge.netty.ConnectionListener;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/// The two lines of the access log about a WebSocket or an event stream: one when it has begun, one
/// when it is over. Where it can't begin after all, there is one, as for any request. Owned by the
/// connection's loop.
final class ConnectionLines implements ConnectionListener {
  private final AccessLog log;
  private final AccessLog.Request request;

  /// That of a WebSocket, which writes it itself.
  private int status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();

  /// Whether the response is one with an end, and no stream.
  private boolean whole;

  private long bytes;
  private boolean begun;

  /// Why it ends; 0 before somebody said so.
  private int code;

  ConnectionLines(AccessLog log, AccessLog.Request request) {
    this.log = log;
    this.request = request;
  }

  /// The connection begins with a response of HTTP, the last one of those that this is told.
  void answered(HttpResponse response) {
    status = response.status().code();
    whole = response instanceof FullHttpResponse;
    bytes = response instanceof FullHttpResponse full ? full.content().readableBytes() : 0;
  }

  @Override
  public void begun() {
    begun = true;
    log.add(request, status, bytes, AccessLog.OPEN);
    bytes = 0;
  }

  @Override
  public void wrote(int more) {
    if (begun) {
      bytes += more;
    }
  }

  @Override
  public void closing(int because) {
    if (code == 0) {
      code = because;
    }
  }

  @Override
  public void ended() {
    if (begun && !whole) {
      log.add(request, status, bytes, code == 0 ? CloseCode.ABNORMAL : code);
    }
  }
}
