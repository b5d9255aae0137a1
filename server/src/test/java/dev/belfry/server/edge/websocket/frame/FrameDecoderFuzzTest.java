package dev.belfry.server.edge.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Whatever a client sends, and however it is cut. The seeds are in `FrameDecoderFuzzTestInputs`;
/// `JAZZER_FUZZ=1 ./mvnw test -pl protocol,server -Dtest=FrameDecoderFuzzTest` looks for more.
class FrameDecoderFuzzTest {
  private static final int MESSAGE_BYTES_MAX = 1024;

  /// @param data whether deflate was agreed, the size of a piece, and then what the client sends
  @FuzzTest(maxDuration = "60s")
  void anythingIsSurvived(byte[] data) {
    if (data.length < 2) {
      return;
    }
    boolean deflate = (data[0] & 1) != 0;
    int pieceBytes = 1 + (data[1] & 0xFF);
    try (WebSocketCodec codec = new WebSocketCodec(MESSAGE_BYTES_MAX)) {
      FrameDecoder decoder = new FrameDecoder(codec, deflate);
      RecordingListener listener = new RecordingListener();
      int unreadBytes = 0;
      int heldBytesMost = 0;
      for (int at = 2; at < data.length; at += pieceBytes) {
        ByteBuf in = Unpooled.wrappedBuffer(data, at, Math.min(pieceBytes, data.length - at));
        decoder.read(in, listener);
        unreadBytes += in.readableBytes();
        heldBytesMost = Math.max(heldBytesMost, decoder.heldBytes());
      }
      assertThat(unreadBytes).isZero();
      assertThat(heldBytesMost).isLessThanOrEqualTo(2 * MESSAGE_BYTES_MAX + 256);
      assertEndsOnce(listener.calls);
      assertThat(codec.inflater().scratchBytes()).isLessThanOrEqualTo(MESSAGE_BYTES_MAX + 1);

      RecordingListener atOnce = new RecordingListener();
      new FrameDecoder(codec, deflate)
          .read(Unpooled.wrappedBuffer(data, 2, data.length - 2), atOnce);
      assertThat(listener.calls).isEqualTo(atOnce.calls);
    }
  }

  private static void assertEndsOnce(List<String> heard) {
    for (String line : heard.subList(0, Math.max(0, heard.size() - 1))) {
      assertThat(line).doesNotStartWith("violation").doesNotStartWith("close");
    }
  }
}
