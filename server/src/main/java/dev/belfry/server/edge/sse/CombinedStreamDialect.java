package dev.belfry.server.edge.sse;

import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.MessageEncoder;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The stream of several channels for one client, whose loop owns it. Each id says where the client
/// stands in every channel, so bytes can't be shared.
///
/// What is encoded is not yet written: a full socket may refuse it, and it is read again later. So
/// a position moves only in `reached`, which the session calls after it has written; moved while
/// encoding, the ids of the other channels would claim messages that the client never got, and a
/// resume would lose them.
final class CombinedStreamDialect implements Dialect, WireFormat {
  private final ByteBufAllocator allocator;
  private final StreamFraming framing;
  private final long retryMillis;
  private final List<ChannelName> channels;
  private final Map<ChannelName, Position> left;
  private final @Nullable Position[] positions;

  /// @param channels that the client asks for
  /// @param left those of them that it may not hear any more, with the place where it stood
  /// @param retryMillis after how long the client comes back where it is cut
  CombinedStreamDialect(
      ByteBufAllocator allocator,
      StreamFraming framing,
      List<ChannelName> channels,
      Map<ChannelName, Position> left,
      long retryMillis) {
    this.allocator = allocator;
    this.framing = framing;
    this.retryMillis = retryMillis;
    this.channels = List.copyOf(channels);
    this.left = Map.copyOf(left);
    this.positions = new Position[channels.size()];
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public WireFormat format() {
    return this;
  }

  @Override
  public Frame begun(List<Position> begun) {
    Iterator<Position> heard = begun.iterator();
    for (int i = 0; i < positions.length; i++) {
      Position stood = left.get(channels.get(i));
      positions[i] = stood == null ? heard.next() : stood;
    }
    int blocks = channels.size() + 1 + 4 * left.size();
    ByteBuf to = allocator.directBuffer(blocks * EventStreamEncoder.OVERHEAD_BYTES);
    int start = framing.begin(to);
    EventStreamEncoder.retryLine(to, retryMillis);
    Position first = Objects.requireNonNull(positions[0]);
    id(to, channels.getFirst(), first.epoch(), first.offset());
    EventStreamEncoder.end(to);
    channels.stream().filter(left::containsKey).forEach(channel -> unsubscribed(to, channel));
    framing.end(to, start);
    return new NettyFrame(to);
  }

  @Override
  public void reached(ChannelName channel, String epoch, long offset) {
    int i = channels.indexOf(channel);
    Position before = positions[i];
    if (before != null && (offset > before.offset() || !epoch.equals(before.epoch()))) {
      positions[i] = new Position(epoch, offset);
    }
  }

  @Override
  public GapAnswer gap(ChannelName channel, GapFrame gap) {
    positions[channels.indexOf(channel)] = gap.position(); // perhaps in another epoch
    ByteBuf to = allocator.directBuffer((channels.size() + 4) * EventStreamEncoder.OVERHEAD_BYTES);
    int start = framing.begin(to);
    id(to, channel, gap.position().epoch(), gap.position().offset());
    EventStreamEncoder.gap(to, "{\"channel\":\"" + channel + "\"," + gap.toJson().substring(1));
    framing.end(to, start);
    return new GapAnswer.Say(new NettyFrame(to));
  }

  /// Says that a channel is not heard any more, by an event of its own.
  @Override
  public Frame forbidden(ChannelName channel) {
    ByteBuf to = allocator.directBuffer(4 * EventStreamEncoder.OVERHEAD_BYTES);
    int start = framing.begin(to);
    unsubscribed(to, channel);
    framing.end(to, start);
    return new NettyFrame(to);
  }

  private static void unsubscribed(ByteBuf to, ChannelName channel) {
    EventStreamEncoder.unsubscribed(
        to, "{\"channel\":\"" + channel + "\",\"code\":\"" + ErrorCode.FORBIDDEN.word() + "\"}");
  }

  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    int overhead =
        channels.size() * EventStreamEncoder.OVERHEAD_BYTES + 2 * MessageEncoder.OVERHEAD_BYTES;
    int bytes = run.stream().mapToInt(message -> message.data().length + overhead).sum();
    ByteBuf to = allocator.directBuffer(bytes + StreamFraming.OVERHEAD_BYTES);
    int start = framing.begin(to);
    for (Message message : run) {
      id(to, channel, epoch, message.offset());
      EventStreamEncoder.beginData(to);
      MessageEncoder.write(to, channel, epoch, message);
      to.writeByte('\n');
      EventStreamEncoder.end(to);
    }
    framing.end(to, start);
    return new NettyFrame(to);
  }

  /// Writes where the client stands once it has read the block. A position is null only before
  /// `begun`, and what is encoded then the session does not take.
  private void id(ByteBuf to, ChannelName moving, String epoch, long offset) {
    to.writeCharSequence("id: ", StandardCharsets.US_ASCII);
    for (int i = 0; i < positions.length; i++) {
      Position position = positions[i];
      if (i > 0) {
        to.writeByte(',');
      }
      if (channels.get(i).equals(moving)) {
        EventStreamEncoder.position(to, epoch, offset);
      } else if (position != null) {
        EventStreamEncoder.position(to, position.epoch(), position.offset());
      }
    }
    to.writeByte('\n');
  }
}
