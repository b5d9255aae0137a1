package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Finds the marks in the bytes of one connection, in any cuts. Belongs to the connection's event
/// loop; it allocates only when a mark is first cut in two.
final class MarkScanner {

  /// Takes what a mark says.
  interface Found {
    void mark(long nanos, int number);
  }

  private @Nullable ByteBuf begun;

  /// Looks through the readable bytes, without reading them.
  void scan(ByteBuf bytes, Found found) {
    int end = bytes.writerIndex();
    int at = finishBegun(bytes, found);
    while (at < end) {
      int candidate = bytes.indexOf(at, end, (byte) '@');
      if (candidate < 0) {
        return;
      }
      if (!Mark.mayBegin(bytes, candidate, end)) {
        at = candidate + 1;
      } else if (end - candidate < Mark.LENGTH) {
        keep(bytes, candidate, end);
        return;
      } else {
        found.mark(Mark.nanos(bytes, candidate), Mark.number(bytes, candidate));
        at = candidate + Mark.LENGTH;
      }
    }
  }

  /// Goes on with a mark that an earlier buffer began. Answers where the rest begins.
  private int finishBegun(ByteBuf bytes, Found found) {
    ByteBuf mark = begun;
    int at = bytes.readerIndex();
    if (mark == null || !mark.isReadable()) {
      return at;
    }
    while (mark.isReadable() && at < bytes.writerIndex()) {
      mark.writeByte(bytes.getByte(at++));
      dropFalseBeginnings(mark);
      if (mark.readableBytes() == Mark.LENGTH) {
        found.mark(Mark.nanos(mark, mark.readerIndex()), Mark.number(mark, mark.readerIndex()));
        mark.clear();
      }
    }
    return at;
  }

  private static void dropFalseBeginnings(ByteBuf mark) {
    while (mark.isReadable() && !Mark.mayBegin(mark, mark.readerIndex(), mark.writerIndex())) {
      mark.skipBytes(1);
    }
    mark.discardReadBytes();
  }

  private void keep(ByteBuf bytes, int from, int end) {
    if (begun == null) {
      begun = Unpooled.buffer(Mark.LENGTH, Mark.LENGTH);
    }
    begun.clear().writeBytes(bytes, from, end - from);
  }
}
