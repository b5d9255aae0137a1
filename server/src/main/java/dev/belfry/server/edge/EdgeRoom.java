package dev.belfry.server.edge;

import dev.belfry.server.edge.transport.ConnectionTable;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.edge.websocket.WebSocketCodec;
import dev.belfry.server.session.SessionRoom;

/// What all sockets of one loop share: each message is encoded once by the formats that are here.
///
/// @param plain raw mode, uncompressed
/// @param deflated raw mode, for those who agreed to permessage-deflate
record EdgeRoom(
    NettyLoop loop,
    ConnectionTable connections,
    SessionRoom sessions,
    WebSocketCodec codec,
    RawDialect plain,
    RawDialect deflated,
    Pulse pulse) {

  RawDialect raw(boolean deflate) {
    return deflate ? deflated : plain;
  }
}
