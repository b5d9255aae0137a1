package dev.belfry.server.edge.encode;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages in the framed protocol, `{"message":{...}}` in one line each: the lines of a run stand
/// in one text frame, or in several where it gets long. Encoded once for all clients of a loop, and
/// once more for those that have agreed to permessage-deflate.
public final class FramedFormat implements WireFormat {
  /// No line is added to a frame that has so many bytes.
  private static final int FRAME_BYTES_MAX = 64 * 1024;

  private static final byte[] BEGIN = "{\"message\":".getBytes(StandardCharsets.US_ASCII);

  private final ByteBufAllocator allocator;
  private final @Nullable WebSocketCodec codec;

  /// Makes one for a loop.
  ///
  /// @param codec of the same loop, to compress with; null for not at all
  public FramedFormat(ByteBufAllocator allocator, @Nullable WebSocketCodec codec) {
    this.allocator = allocator;
    this.codec = codec;
  }

  /// Writes to memory of the heap first: how long the frames get shows only then.
  @Override
  public Frame encode(ChannelName channel, String epoch, List<Message> run) {
    ByteBuf frames = allocator.heapBuffer();
    ByteBuf lines = allocator.heapBuffer();
    try {
      for (Message message : run) {
        if (lines.readableBytes() >= FRAME_BYTES_MAX) {
          endFrame(lines, frames);
        }
        if (lines.isReadable()) {
          lines.writeByte('\n');
        }
        lines.writeBytes(BEGIN);
        MessageEncoder.write(lines, channel, epoch, message);
        lines.writeByte('}');
      }
      endFrame(lines, frames);
      return new NettyFrame(allocator.directBuffer(frames.readableBytes()).writeBytes(frames));
    } finally {
      lines.release();
      frames.release();
    }
  }

  private void endFrame(ByteBuf lines, ByteBuf frames) {
    byte[] utf8 = new byte[lines.readableBytes()];
    lines.readBytes(utf8);
    lines.clear();
    if (codec == null) {
      FrameEncoder.text(frames, utf8);
    } else {
      FrameEncoder.deflatedText(frames, utf8, codec);
    }
  }
}
