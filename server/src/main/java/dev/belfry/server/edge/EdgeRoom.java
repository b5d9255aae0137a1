package dev.belfry.server.edge;

import dev.belfry.server.edge.http.HttpFront;
import dev.belfry.server.edge.transport.ConnectionTable;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.edge.websocket.Handshake;
import dev.belfry.server.edge.websocket.RawDeflatedFormat;
import dev.belfry.server.edge.websocket.RawTextFormat;
import dev.belfry.server.edge.websocket.WebSocketCodec;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.SessionContext;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/// What all sockets of one loop share: each message is encoded once by the formats that are here.
final class EdgeRoom {
  /// What a command may take beside the largest message.
  private static final int FRAMED_OVERHEAD_BYTES = 4 * 1024;

  private final NettyLoop loop;
  private final ConnectionTable connections;
  private final SessionContext sessions;
  private final WebSocketCodec codec;
  private final RawDialect plain;
  private final RawDialect deflated;
  private final WebSocketCodec framedCodec;
  private final FramedDialect framedPlain;
  private final FramedDialect framedDeflated;
  private final FramedContext framedSessions;
  private final Pulse pulse;
  private final HttpDate date;
  private final LoopReadiness readiness;
  private final HttpFront front;
  private final Switches switches;

  EdgeRoom(
      NettyLoop loop,
      SessionContext sessions,
      FramedContext framedSessions,
      EdgeSettings settings,
      LoopReadiness readiness,
      HttpFront front,
      Map<String, ClientHandler> handlers) {
    ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    this.loop = loop;
    this.sessions = sessions;
    this.readiness = readiness;
    this.front = front;
    this.pulse = settings.pulse();
    this.date = new HttpDate(sessions.clock());
    this.connections = new ConnectionTable(loop, sessions.clock());
    this.codec = new WebSocketCodec(settings.messageBytesMax());
    this.plain = new RawDialect(new RawTextFormat(allocator), allocator);
    this.deflated = new RawDialect(new RawDeflatedFormat(allocator, codec), allocator);
    this.framedSessions = framedSessions;
    this.framedCodec = new WebSocketCodec(settings.messageBytesMax() + FRAMED_OVERHEAD_BYTES);
    this.framedPlain = FramedDialect.of(allocator, null);
    this.framedDeflated = FramedDialect.of(allocator, framedCodec);
    this.switches = new Switches(this, new Handshake(settings.compression()), handlers);
  }

  NettyLoop loop() {
    return loop;
  }

  ConnectionTable connections() {
    return connections;
  }

  SessionContext sessions() {
    return sessions;
  }

  WebSocketCodec codec() {
    return codec;
  }

  /// Raw mode, compressed for those who agreed to permessage-deflate.
  RawDialect raw(boolean deflate) {
    return deflate ? deflated : plain;
  }

  RawDialect plain() {
    return plain;
  }

  /// Takes frames with commands around the data of a message.
  WebSocketCodec framedCodec() {
    return framedCodec;
  }

  /// The framed protocol, compressed for those who agreed to permessage-deflate.
  FramedDialect framed(boolean deflate) {
    return deflate ? framedDeflated : framedPlain;
  }

  FramedContext framedSessions() {
    return framedSessions;
  }

  HttpDate date() {
    return date;
  }

  Pulse pulse() {
    return pulse;
  }

  LoopReadiness readiness() {
    return readiness;
  }

  HttpFront front() {
    return front;
  }

  Switches switches() {
    return switches;
  }
}
