package dev.belfry.server.edge;

import dev.belfry.server.config.ServerConfig;

/// What the configuration says to the sockets of every loop.
record EdgeSettings(Pulse pulse, int messageBytesMax, int headerBytesMax, boolean compression) {
  static EdgeSettings of(ServerConfig config) {
    var limits = config.limits();
    Pulse pulse =
        new Pulse(
            (int) limits.ping().toSeconds(),
            (int) limits.pong().toSeconds(),
            (int) limits.stalled().toSeconds(),
            (int) limits.handshake().toSeconds(),
            (int) limits.keepAlive().toSeconds());
    return new EdgeSettings(
        pulse,
        limits.message().intBytes(),
        limits.headerBlock().intBytes(),
        config.websocket().compression());
  }
}
