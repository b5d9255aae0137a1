package dev.belfry.server.simulation;

import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.FixedSession;
import dev.belfry.server.session.Outlet;
import dev.belfry.server.session.RawSession;
import dev.belfry.server.session.Session;
import dev.belfry.server.session.SessionContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A kind of session that a client can have; a protocol more is a constant more.
enum SessionKind {
  /// An event stream: listens to several channels.
  STREAM {
    @Override
    Session open(
        SessionContext room, Outlet outlet, List<ChannelName> channels, List<Since> since) {
      var session =
          new FixedSession(room, outlet, new LineDialect(false), AnonymousIdentities.CLIENT);
      session.listen(channels, since);
      return session;
    }

    @Override
    boolean publishes() {
      return false;
    }
  },

  /// A WebSocket in raw mode: listens to one channel and publishes to it.
  RAW {
    @Override
    Session open(
        SessionContext room, Outlet outlet, List<ChannelName> channels, List<Since> since) {
      var session =
          new RawSession(
              room, outlet, new LineDialect(true), AnonymousIdentities.CLIENT, channels.getFirst());
      session.open(since.getFirst());
      return session;
    }

    @Override
    boolean publishes() {
      return true;
    }
  };

  abstract Session open(
      SessionContext room, Outlet outlet, List<ChannelName> channels, List<Since> since);

  abstract boolean publishes();

  /// Says a text to its server.
  static void send(Session session, String text) {
    ((RawSession) session).onText(text.getBytes(StandardCharsets.US_ASCII));
  }
}
