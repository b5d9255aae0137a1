package dev.belfry.server.session;

import dev.belfry.server.auth.Principal;

/// One connected client, as an application's handler sees it. May be called from any thread but an
/// event loop's, also after the client has gone: then nothing happens.
public interface Client {
  /// Unique in this server's life, for logs and maps.
  long id();

  /// Who it is, as it turned out when it came.
  Principal principal();

  /// Sends text to this client alone. Not kept anywhere: what a client that does not read has
  /// waiting may grow to `outboxUnrecordedBytesMax`, then it is closed with 4003.
  ///
  /// @return false where the client has gone or is too slow
  boolean send(String text);

  /// Publishes text to everyone who is connected to this client's path, itself included. Waits
  /// until the server has taken it, so that an application can't outrun it.
  ///
  /// @throws IllegalArgumentException where the text is larger than a message may be
  /// @throws IllegalStateException where the server can't keep it now, has ended, or on an event
  ///   loop
  void broadcast(String text);

  /// Says goodbye and closes.
  ///
  /// @param code 1000, or 3000 to 4999 (RFC 6455 section 7.4)
  /// @param reason at most 123 bytes of UTF-8
  void close(int code, String reason);
}
