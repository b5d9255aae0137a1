package dev.belfry.server.edge.http.dispatch;

/// Another protocol that a socket may speak from now on, with what this client asked of it.
public interface ProtocolSwitch {
  /// Whether the protocol tells a client by itself that there is no room or that the server stops,
  /// where others get a status of HTTP: then it begins all the same.
  default boolean refusesByItself() {
    return false;
  }

  /// Begins. The request is whole and every earlier response is out.
  void begin(ProtocolUpgrade upgrade);
}
