package dev.belfry.server.auth.ticket;

/// What a ticket is shown for.
public enum TicketUse {
  /// A raw WebSocket: once, within 30 s.
  WEBSOCKET,
  /// An event stream, to which a browser reconnects by the same URL: until the ticket ends, and to
  /// listen only.
  EVENT_STREAM
}
