package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Tracing.Trace;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;

/// One request whose body has arrived, on its way to one response. All calls come from and go to
/// the loop that owns the socket.
public interface Exchange {
  HttpRequest request();

  /// The body; empty where there is none. Nobody writes to it.
  byte[] body();

  Loop loop();

  /// Has the request followed from now on until it is answered, where somebody does.
  ///
  /// @param name of what is done, of which there are few
  default Trace trace(String name) {
    return Trace.NONE;
  }

  /// Responds; once, perhaps after the endpoint has returned. Nothing happens where the client is
  /// gone.
  void respond(FullHttpResponse response);

  /// Runs the task should the client go before it is responded to. At most one task.
  void onDisconnect(Runnable task);
}
