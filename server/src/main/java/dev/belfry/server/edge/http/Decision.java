package dev.belfry.server.edge.http;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.Dialect;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import java.util.function.Function;

/// What becomes of a request, by its head alone.
public sealed interface Decision {
  /// It is answered at once.
  record Answer(FullHttpResponse response) implements Decision {}

  /// An endpoint serves it once its body is there.
  ///
  /// @param bodyBytesMax how much of a body is taken
  record Serve(Endpoint endpoint, int bodyBytesMax) implements Decision {}

  /// It becomes an event stream, until one side closes.
  ///
  /// @param since where to begin, one for each channel
  /// @param refusal the response instead, by its reason, where it can't listen now
  record Stream(
      HttpResponse head,
      StreamFraming framing,
      List<ChannelName> channels,
      List<Since> since,
      Dialect dialect,
      Function<String, FullHttpResponse> refusal)
      implements Decision {
    public Stream {
      channels = List.copyOf(channels);
      since = List.copyOf(since);
    }
  }

  /// It becomes a WebSocket in raw mode.
  record RawSocket(ChannelName channel, Since since) implements Decision {}

  /// It becomes a WebSocket in the framed protocol.
  record FramedSocket() implements Decision {}

  /// It becomes a WebSocket that the embedding program serves.
  record ProgramSocket(String path) implements Decision {}
}
