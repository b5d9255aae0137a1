package dev.belfry.server.session;

import dev.belfry.server.auth.Principal;
import java.util.List;

/// What an application does with the clients of a path. The callbacks of one client run one after
/// another on a virtual thread, so they may block; meanwhile a bounded number of its messages
/// waits, and beyond that its socket is not read. Callbacks of different clients run at the same
/// time. A callback that throws closes its client with 1011.
public interface ClientHandler {
  /// The subprotocols it speaks (RFC 6455 section 1.9). Of those that a client offers, the first
  /// one that is here is agreed; one that offers others only is refused with 400.
  default List<String> subprotocols() {
    return List.of();
  }

  /// Whether a client may connect; one that may not is answered 403. The first call for it, while
  /// its handshake waits.
  default boolean admits(Principal principal) {
    return true;
  }

  /// The client is connected; before any message of it.
  default void onOpen(Client client) {}

  /// The client has sent a message.
  default void onMessage(Client client, String text) {}

  /// The client has gone; the last call for it.
  ///
  /// @param code the close code (RFC 6455 section 7.4), 1006 where there was no goodbye
  default void onClose(Client client, int code) {}
}
