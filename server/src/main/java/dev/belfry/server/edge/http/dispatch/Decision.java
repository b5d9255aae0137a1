package dev.belfry.server.edge.http.dispatch;

import io.netty.handler.codec.http.FullHttpResponse;

/// What becomes of a request, by its head alone.
public sealed interface Decision {
  /// It is answered at once, whatever its body is.
  record Answer(FullHttpResponse response) implements Decision {}

  /// An endpoint serves it once its body is there.
  record Serve(Endpoint endpoint) implements Decision {}

  /// The socket speaks another protocol from now on.
  record Switch(ProtocolSwitch to) implements Decision {}
}
