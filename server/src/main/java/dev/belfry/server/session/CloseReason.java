package dev.belfry.server.session;

/// Why a session ends, as a close frame says it (RFC 6455 section 7.4); an event stream just ends.
///
/// @param code a WebSocket close code
/// @param text at most 123 bytes of UTF-8
public record CloseReason(int code, String text) {}
