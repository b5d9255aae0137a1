package dev.belfry.server.edge.websocket.frame;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.FIN;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.frame;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.head;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/// What a client can make the server hold by never finishing what it says.
class FragmentBoundsTest {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;
  private static final int FRAGMENTS_MAX = 2048;
  private static final byte[] NONE = {};

  private final FrameDecoder decoder =
      new FrameDecoder(new WebSocketCodec(MESSAGE_BYTES_MAX), false);
  private final RecordingListener listener = new RecordingListener();

  @Test
  void aFloodOfEmptyContinuationsEnds() {
    decoder.read(frame(0x1, NONE), listener);
    int sent = 1;
    while (listener.calls.isEmpty()) {
      decoder.read(frame(0x0, NONE), listener);
      sent++;
    }
    assertThat(sent).isEqualTo(FRAGMENTS_MAX + 1);
    assertThat(listener.calls).containsExactly("violation 1009");
  }

  @Test
  void aFloodOfOneByteFragmentsEndsAndHoldsLittle() {
    decoder.read(frame(0x2, (byte) 1), listener);
    int heldBytesMax = 0;
    while (listener.calls.isEmpty()) {
      decoder.read(frame(0x0, (byte) 1), listener);
      heldBytesMax = Math.max(heldBytesMax, decoder.heldBytes());
    }
    assertThat(heldBytesMax).isEqualTo(FRAGMENTS_MAX);
    assertThat(listener.calls).containsExactly("violation 1009");
    assertThat(decoder.heldBytes()).isZero();
  }

  @Test
  void aSmallBoundStillAllowsAThousandFragments() {
    FrameDecoder small = new FrameDecoder(new WebSocketCodec(100), false);
    small.read(frame(0x1, utf8("a")), listener);
    for (int i = 0; i < 1022; i++) {
      small.read(frame(0x0, NONE), listener);
    }
    small.read(frame(FIN, utf8("z")), listener);
    assertThat(listener.calls).containsExactly("text az");
  }

  @Test
  void fragmentsTogetherKeepTheBound() {
    decoder.read(frame(0x2, new byte[MESSAGE_BYTES_MAX - 1]), listener);
    decoder.read(head(0x0, 2), listener);
    assertThat(listener.calls).containsExactly("violation 1009");
  }

  @Test
  void fragmentsThatFillTheBoundAreDelivered() {
    decoder.read(frame(0x2, new byte[MESSAGE_BYTES_MAX - 1]), listener);
    decoder.read(frame(FIN, (byte) 7), listener);
    assertThat(listener.calls)
        .containsExactly("binary " + "00".repeat(MESSAGE_BYTES_MAX - 1) + "07");
  }

  @Test
  void anUnfinishedMessageAndAnUnfinishedFrameTogetherHoldAtMostTwiceTheBound() {
    int half = MESSAGE_BYTES_MAX / 2 + 1;
    decoder.read(frame(0x2, new byte[half]), listener);
    decoder.read(head(FIN, MESSAGE_BYTES_MAX - half), listener);
    for (int i = 0; i < MESSAGE_BYTES_MAX - half - 1; i++) {
      decoder.read(Unpooled.wrappedBuffer(new byte[] {0}), listener);
      assertThat(decoder.heldBytes()).isLessThanOrEqualTo(2 * MESSAGE_BYTES_MAX + 14);
    }
    assertThat(listener.calls).isEmpty();
  }

  @Test
  void anAnnouncedLengthReservesNothing() {
    decoder.read(head(FIN | 0x2, MESSAGE_BYTES_MAX), listener);
    assertThat(decoder.heldBytes()).isLessThanOrEqualTo(64);
  }

  @Test
  void aPingWithinAVerySmallBoundMayComeInPieces() {
    FrameDecoder small = new FrameDecoder(new WebSocketCodec(1), false);
    byte[] ping = ClientBytes.join(frame(FIN | 0x9, utf8("p".repeat(125))));
    for (byte piece : ping) {
      small.read(Unpooled.wrappedBuffer(new byte[] {piece}), listener);
    }
    assertThat(listener.calls).containsExactly("ping " + "p".repeat(125));
  }

  @Test
  void aStoppedDecoderHoldsNothing() {
    decoder.read(frame(0x1, utf8("begun")), listener);
    decoder.read(head(0x0, 100), listener);
    assertThat(decoder.heldBytes()).isPositive();
    decoder.stop();
    assertThat(decoder.heldBytes()).isZero();
  }
}
