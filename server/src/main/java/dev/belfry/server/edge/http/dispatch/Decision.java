package dev.belfry.server.edge.http.dispatch;

import io.netty.handler.codec.http.FullHttpResponse;

/// What becomes of a request, by its head alone.
public sealed interface Decision {
  /// It is answered at once, whatever its body is.
  ///
  /// @param hasLength false for HEAD where GET would be answered with a stream
  record Answer(FullHttpResponse response, boolean hasLength) implements Decision {
    public Answer(FullHttpResponse response) {
      this(response, true);
    }
  }

  /// An endpoint serves it once its body is there.
  record Serve(Endpoint endpoint) implements Decision {}

  /// The socket speaks another protocol from now on.
  record Switch(ProtocolSwitch to) implements Decision {}
}
