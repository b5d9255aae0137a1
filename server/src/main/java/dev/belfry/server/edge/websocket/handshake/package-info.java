/// The opening handshake of WebSocket (RFC 6455 section 4) and its offers of permessage-deflate
/// (RFC 7692 section 7).
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.websocket.handshake;
