/// The wire layer of WebSocket: RFC 6455, and permessage-deflate of RFC 7692. It turns bytes into
/// messages and messages into bytes, and knows nothing of channels, pipelines or sessions; a
/// connection of the room above drives it.
///
/// ```
/// from a client    FrameDecoder.read -> FrameListener: messages, pings, the close, one violation
/// to a client      FrameEncoder: messages, pings, pongs, the close
/// ```
///
/// Each connection has a `FrameDecoder` and nothing else here; it holds no memory while idle. Each
/// event loop has one `WebSocketCodec`, which only that loop uses. That one inflater and one
/// deflater do for all connections of a loop is bought by the handshake: it agrees to
/// permessage-deflate only without context takeover on either side.
///
/// What a client can make the server do is bounded here, each by its answer:
///
/// - a message over `messageBytesMax` is refused with 1009 when its length is announced, before a
///   byte of it is kept; a compressed one as soon as it unpacks to more;
/// - a message in more than `max(1024, messageBytesMax / 32)` fragments, empty ones counted, with
///   1009: what is smaller than 32 bytes on average is no message but a flood;
/// - an unfinished message and an unfinished frame together hold at most about twice
///   `messageBytesMax`, in two arrays that grow as bytes come and not as they are announced;
/// - text is refused with 1007 at the fragment that breaks it, a compressed one once it is whole;
/// - every other breach is a 1002, after whatever was valid before it has been delivered.
///
/// What a listener makes of messages is the listener's to bound: while it says that it is not
/// ready, nothing is decoded, and how many pongs it owes is for it to say.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.websocket.frame;
