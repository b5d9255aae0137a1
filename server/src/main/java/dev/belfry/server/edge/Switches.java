package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.Decision;
import dev.belfry.server.edge.http.Problem;
import dev.belfry.server.edge.transport.Connection;
import dev.belfry.server.edge.websocket.Handshake;
import dev.belfry.server.edge.websocket.HandshakeResult;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FixedSession;
import dev.belfry.server.session.FramedSession;
import dev.belfry.server.session.HandlerSession;
import dev.belfry.server.session.RawSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.CharsetUtil;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a socket turns from HTTP to what it stays for: the HTTP handlers leave its pipeline and one
/// handler takes their place. One for each loop.
final class Switches {
  private static final int HEAD_BYTES_MOSTLY = 512;

  private final EdgeRoom room;
  private final Handshake handshake;
  private final Map<String, ClientHandler> handlers;

  Switches(EdgeRoom room, Handshake handshake, Map<String, ClientHandler> handlers) {
    this.room = room;
    this.handshake = handshake;
    this.handlers = handlers;
  }

  /// Has a socket become what was decided about its request.
  void become(HttpConnection http, Decision next, HttpRequest request, Admission admission) {
    switch (next) {
      case Decision.RawSocket(var name, var since) -> rawSocket(http, request, name, since);
      case Decision.FramedSocket() -> framedSocket(http, request, notAdmitted(admission));
      case Decision.ProgramSocket(String path) -> programSocket(http, request, path);
      case Decision.Stream stream -> stream(http, stream);
      case Decision.Answer _, Decision.Serve _ ->
          throw new IllegalStateException("that is no switch");
    }
  }

  /// Why a framed socket, which is answered by a close code where others get a status, ends as soon
  /// as it is open; null for not at all.
  private @Nullable CloseReason notAdmitted(Admission admission) {
    return switch (admission) {
      case SERVER_FULL -> new CloseReason(CloseCode.UNAVAILABLE, Admission.TOO_MANY);
      case ADDRESS_FULL -> new CloseReason(CloseCode.CONNECTION_LIMIT, Admission.TOO_MANY);
      case WELCOME -> room.readiness().draining() ? Leaving.REASON : null;
    };
  }

  /// To WebSocket in raw mode, unless a program handles this channel's path.
  private void rawSocket(
      HttpConnection http, HttpRequest request, ChannelName channel, Since since) {
    ClientHandler handler = handlers.get(ChannelPaths.pathOf(channel));
    if (handler != null) {
      handled(http, request, channel, handler);
      return;
    }
    if (!(answer(http, request, List.of()) instanceof HandshakeResult.Accepted accepted)) {
      return;
    }
    WebSocketConnection connection = socket(http, accepted);
    RawDialect dialect = room.raw(accepted.deflate());
    RawSession session = new RawSession(room.sessions(), connection, dialect, channel);
    connection.serve(session, accepted.response(http.channel().alloc()));
    replace(http, connection);
    session.open(since);
  }

  /// To WebSocket in the framed protocol, unless a program handles the path.
  ///
  /// @param turnedAway why it ends at once; null for not at all
  private void framedSocket(
      HttpConnection http, HttpRequest request, @Nullable CloseReason turnedAway) {
    if (handlers.containsKey(ChannelPaths.ROOT)) {
      programSocket(http, request, ChannelPaths.ROOT);
      return;
    }
    if (!(answer(http, request, List.of(ServerFrames.SUBPROTOCOL))
        instanceof HandshakeResult.Accepted accepted)) {
      return;
    }
    FramedConnection connection = new FramedConnection(room, http.channel(), accepted.deflate());
    FramedDialect dialect = room.framed(accepted.deflate());
    FramedSession session =
        new FramedSession(room.sessions(), room.framedSessions(), connection, dialect, dialect);
    connection.serve(session, accepted.response(http.channel().alloc()));
    replace(http, connection);
    session.open();
    if (turnedAway != null) {
      session.close(turnedAway);
    }
  }

  /// To WebSocket at a path that a program handles.
  private void programSocket(HttpConnection http, HttpRequest request, String path) {
    ClientHandler handler = handlers.get(path);
    if (handler == null) {
      throw new IllegalStateException("no handler for " + path);
    }
    handled(http, request, ChannelPaths.channelOf(path), handler);
  }

  private void handled(
      HttpConnection http, HttpRequest request, ChannelName channel, ClientHandler handler) {
    if (!(answer(http, request, handler.subprotocols())
        instanceof HandshakeResult.Accepted accepted)) {
      return;
    }
    WebSocketConnection connection = socket(http, accepted);
    RawDialect dialect = room.raw(accepted.deflate());
    HandlerSession session =
        new HandlerSession(
            room.sessions(), connection, dialect, channel, handler, room.plain()::text);
    connection.serve(session, accepted.response(http.channel().alloc()));
    replace(http, connection);
    session.open();
  }

  private HandshakeResult answer(
      HttpConnection http, HttpRequest request, List<String> subprotocols) {
    HandshakeResult result = handshake.read(request, subprotocols);
    if (result instanceof HandshakeResult.Refused(int status, String detail, var headers)) {
      Problem problem =
          Problem.word(status, status == 426 ? "upgrade-required" : "bad-request", detail);
      for (Map.Entry<String, String> header : headers.entrySet()) {
        problem = problem.with(header.getKey(), header.getValue());
      }
      http.refuse(problem);
    }
    return result;
  }

  private WebSocketConnection socket(HttpConnection http, HandshakeResult.Accepted accepted) {
    return new WebSocketConnection(room, http.channel(), accepted.deflate());
  }

  /// To an event stream.
  private void stream(HttpConnection http, Decision.Stream stream) {
    Channel channel = http.channel();
    EventStreamConnection connection =
        new EventStreamConnection(
            room,
            channel,
            stream.framing(),
            reason -> whole(channel, stream.refusal().apply(reason)));
    FixedSession session = new FixedSession(room.sessions(), connection, stream.dialect());
    connection.serve(session, head(channel, stream.head()));
    replace(http, connection);
    channel.config().setAutoRead(true);
    session.listen(stream.channels(), stream.since());
  }

  private ByteBuf whole(Channel channel, FullHttpResponse response) {
    ByteBuf whole = head(channel, response).writeBytes(response.content());
    response.release();
    return whole;
  }

  private ByteBuf head(Channel channel, HttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, room.date().now());
    ByteBuf head = channel.alloc().directBuffer(HEAD_BYTES_MOSTLY);
    head.writeCharSequence("HTTP/1.1 " + response.status() + "\r\n", CharsetUtil.US_ASCII);
    response
        .headers()
        .forEach(header ->
            head.writeCharSequence(
                header.getKey() + ": " + header.getValue() + "\r\n", CharsetUtil.US_ASCII));
    head.writeCharSequence("\r\n", CharsetUtil.US_ASCII);
    return head;
  }

  /// Whatever the client has sent behind its request goes to the new handler.
  private void replace(HttpConnection http, Connection connection) {
    room.connections().replace(http, connection);
    ChannelPipeline pipeline = http.channel().pipeline();
    pipeline.addLast(connection);
    http.detach();
  }
}
