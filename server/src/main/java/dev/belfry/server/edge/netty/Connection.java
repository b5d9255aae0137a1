package dev.belfry.server.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One socket of a loop, whatever is spoken on it, as its clock sees it.
public abstract class Connection extends ChannelInboundHandlerAdapter {
  /// The index in the table of its loop; -1 where it is in none.
  int index = -1;

  /// What carries it, once it is in the table.
  Carrier carrier = Carrier.TCP;

  /// Who is told how it goes on; null for nobody.
  private @Nullable ConnectionListener listener;

  /// Has somebody told how it goes on, from its beginning on.
  public final void report(ConnectionListener to) {
    listener = to;
  }

  protected final @Nullable ConnectionListener listener() {
    return listener;
  }

  /// It is closed by a code, by one side or the other.
  protected final void reportClosing(int code) {
    if (listener != null) {
      listener.closing(code);
    }
  }

  protected final void reportEnd() {
    if (listener != null) {
      listener.ended();
    }
  }

  /// What is spoken on it.
  protected abstract ConnectionKind kind();

  /// What it is spoken on.
  protected abstract Channel channel();

  /// A second or so has passed.
  ///
  /// @param nowSeconds seconds from a fixed point, never going back
  protected abstract void tick(int nowSeconds);

  /// The server stops: tells the client and closes.
  protected abstract void shutDown();

  /// Closes the socket at once.
  protected abstract void abort();

  /// Whether a failure is the network's or the client's, and no fault of the server: the connection
  /// was lost, or what came is no TLS.
  protected static boolean isOfClient(Throwable cause) {
    return cause instanceof IOException || cause.getCause() instanceof SSLException;
  }
}
