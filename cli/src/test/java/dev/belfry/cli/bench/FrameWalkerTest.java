package dev.belfry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWalkerTest {
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;

  @Test
  void pingsAndClosesAreHeardBetweenFramesOfAllLengths() {
    ByteBuf stream = Unpooled.buffer();
    frame(stream, TEXT, new byte[0]);
    frame(stream, TEXT, new byte[125]);
    frame(stream, PING, "beat".getBytes(StandardCharsets.US_ASCII));
    frame(stream, TEXT, new byte[126]);
    frame(stream, PING, new byte[0]);
    frame(stream, TEXT, new byte[70_000]);
    frame(stream, CLOSE, new byte[] {0x0F, (byte) 0xA3, 'b', 'y', 'e'});
    frame(stream, CLOSE, new byte[0]);
    for (int size : new int[] {1, 2, 3, 7, 1000, stream.readableBytes()}) {
      assertThat(walk(stream, size))
          .as("cut every %d bytes", size)
          .containsExactly("ping beat", "ping ", "close 4003", "close 1005");
    }
  }

  private static void frame(ByteBuf into, int firstByte, byte[] payload) {
    into.writeByte(firstByte);
    if (payload.length < 126) {
      into.writeByte(payload.length);
    } else if (payload.length < 65_536) {
      into.writeByte(126).writeShort(payload.length);
    } else {
      into.writeByte(127).writeLong(payload.length);
    }
    into.writeBytes(payload);
  }

  private static List<String> walk(ByteBuf stream, int size) {
    List<String> heard = new ArrayList<>();
    FrameWalker walker = new FrameWalker();
    FrameWalker.Controls controls =
        new FrameWalker.Controls() {
          @Override
          public void ping(byte[] payload, int length) {
            heard.add("ping " + new String(payload, 0, length, StandardCharsets.US_ASCII));
          }

          @Override
          public void close(int code) {
            heard.add("close " + code);
          }
        };
    for (int at = 0; at < stream.readableBytes(); at += size) {
      walker.walk(stream.slice(at, Math.min(size, stream.readableBytes() - at)), controls);
    }
    return heard;
  }
}
