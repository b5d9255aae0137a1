package dev.belfry.protocol;

/// One line from a client in the framed protocol.
public sealed interface ClientFrame {
  /// The largest id; JavaScript counts no further without losing any.
  long ID_MAX = (1L << 53) - 1;

  /// A command: `{"id":1,"subscribe":{...}}`.
  ///
  /// @param id chosen by the client, 0 to `ID_MAX`; the reply has the same
  record Request(long id, Command command) implements ClientFrame {
    public Request {
      if (id < 0 || id > ID_MAX) {
        throw new IllegalArgumentException("an id is a whole number from 0 to " + ID_MAX);
      }
    }
  }

  /// `{}`: the client is there. It answers a ping, and is not answered.
  record Alive() implements ClientFrame {}
}
