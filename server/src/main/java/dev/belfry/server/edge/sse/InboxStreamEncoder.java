package dev.belfry.server.edge.sse;

import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.inbox.InboxEncoder;
import dev.belfry.server.inbox.InboxVersion;
import dev.belfry.server.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Lines of an inbox as events, each a block of its own; the last one has the version as its id, so
/// that a client that is cut before it is told anew.
record InboxStreamEncoder(ByteBufAllocator allocator, StreamFraming framing)
    implements InboxEncoder {
  private static final int UTF8_BYTES_MAX = 3;

  @Override
  public Frame encode(List<String> lines, InboxVersion version) {
    ByteBuf to = begin(lines.stream().mapToInt(String::length).sum(), lines.size());
    int start = framing.begin(to);
    for (int i = 0; i < lines.size(); i++) {
      block(to, lines.get(i), i == lines.size() - 1 ? version.toString() : "");
    }
    framing.end(to, start);
    return new NettyFrame(to);
  }

  /// The first block: the inbox as it is, or that it is as the client knows it.
  ///
  /// @param retryMillis after how long the client comes back where it is cut
  Frame first(InboxPage page, long retryMillis) {
    String line = ServerFrames.write(new Push.InboxReset(page));
    ByteBuf to = begin(line.length(), 2);
    int start = framing.begin(to);
    EventStreamEncoder.retryLine(to, retryMillis);
    block(to, line, page.version());
    framing.end(to, start);
    return new NettyFrame(to);
  }

  private ByteBuf begin(int characters, int blocks) {
    return allocator.directBuffer(
        UTF8_BYTES_MAX * characters
            + blocks * EventStreamEncoder.OVERHEAD_BYTES
            + StreamFraming.OVERHEAD_BYTES);
  }

  private static void block(ByteBuf to, String line, String id) {
    if (!id.isEmpty()) {
      to.writeCharSequence("id: " + id + "\n", StandardCharsets.US_ASCII);
    }
    EventStreamEncoder.beginData(to);
    to.writeCharSequence(line, StandardCharsets.UTF_8);
    to.writeByte('\n');
    EventStreamEncoder.end(to);
  }
}
