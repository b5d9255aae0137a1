package dev.belfry.server.session;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.runtime.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session says to its client beside messages, in one protocol. Frames returned are the
/// caller's to release.
public interface Dialect {
  /// How it writes messages.
  WireFormat format();

  /// The client listens from these positions on, one for each channel in the order it asked for
  /// them; null where the protocol says nothing of it. Where a gap follows, the position is the one
  /// from before it.
  @Nullable Frame begun(List<Position> positions);

  /// The client has missed messages of a channel.
  GapAnswer gap(ChannelName channel, GapFrame gap);

  /// The client may not hear a channel any more, while it goes on hearing others; null where the
  /// protocol says nothing of it.
  default @Nullable Frame forbidden(ChannelName channel) {
    return null;
  }

  /// All of a channel up to an offset was written.
  ///
  /// @param epoch of the offset
  default void reached(ChannelName channel, String epoch, long offset) {}

  /// How a gap is told.
  sealed interface GapAnswer {
    /// In the stream, which goes on.
    record Say(Frame frame) implements GapAnswer {}

    /// By ending the session.
    record End(CloseReason reason) implements GapAnswer {}
  }
}
