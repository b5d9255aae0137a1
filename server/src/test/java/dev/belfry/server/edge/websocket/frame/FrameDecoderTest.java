package dev.belfry.server.edge.websocket.frame;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.FIN;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.RSV1;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.closing;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.frame;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.head;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.join;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.text;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;
  private static final byte[] NONE = {};

  private final WebSocketCodec codec = new WebSocketCodec(MESSAGE_BYTES_MAX);
  private final FrameDecoder decoder = new FrameDecoder(codec, false);
  private final RecordingListener listener = new RecordingListener();

  @Test
  void eachKindOfFrameReachesItsMethod() {
    assertThat(
            heard(
                text("häl"),
                frame(FIN | 0x2, (byte) 1, (byte) 0xFF),
                frame(FIN | 0x9, utf8("a")),
                frame(FIN | 0xA, utf8("b")),
                text(""),
                frame(FIN | 0x8, closing(1000, "bye"))))
        .containsExactly("text häl", "binary 01ff", "ping a", "pong b", "text ", "close 1000 bye");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65535, 65536})
  void everyFormOfLengthIsRead(int length) {
    String message = "x".repeat(length);
    assertThat(heard(text(message), text("next"))).containsExactly("text " + message, "text next");
  }

  @Test
  void aStreamCutAnywhereSaysTheSame() {
    byte[] stream = conversation();
    List<String> whole = heard(Unpooled.wrappedBuffer(stream));
    assertThat(whole).hasSize(7).noneMatch(line -> line.startsWith("violation"));
    for (int cut = 0; cut <= stream.length; cut++) {
      FrameDecoder cutDecoder = new FrameDecoder(codec, true);
      RecordingListener cutListener = new RecordingListener();
      cutDecoder.read(Unpooled.wrappedBuffer(stream, 0, cut), cutListener);
      cutDecoder.read(Unpooled.wrappedBuffer(stream, cut, stream.length - cut), cutListener);
      assertThat(cutListener.calls).as("cut at %d", cut).isEqualTo(whole);
      assertThat(cutDecoder.heldBytes()).isZero();
    }
  }

  @Test
  void aStreamInRandomPiecesSaysTheSame() {
    byte[] stream = conversation();
    List<String> whole = heard(Unpooled.wrappedBuffer(stream));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      FrameDecoder cutDecoder = new FrameDecoder(codec, true);
      RecordingListener cutListener = new RecordingListener();
      int pieceBytesMax = 1 << random.nextInt(1, 9);
      for (int at = 0; at < stream.length; ) {
        int piece = Math.min(stream.length - at, random.nextInt(1, pieceBytesMax + 1));
        cutDecoder.read(Unpooled.wrappedBuffer(stream, at, piece), cutListener);
        at += piece;
      }
      assertThat(cutListener.calls).as("seed %d round %d", seed, round).isEqualTo(whole);
    }
  }

  private static byte[] conversation() {
    return join(
        text("hello"),
        frame(0x1, utf8("grüß")),
        frame(FIN | 0x9, utf8("between")),
        frame(0x0, NONE),
        frame(FIN, utf8(" dich")),
        text("y".repeat(300)),
        frame(FIN | 0xA, NONE),
        frame(0x2, (byte) 1),
        frame(FIN, (byte) 2),
        frame(FIN | 0x8, closing(1001, "off")));
  }

  @Test
  void whatWasReadIsConsumedAndNotRetained() {
    ByteBuf in = Unpooled.buffer().writeBytes(text("one")).writeBytes(head(FIN | 0x1, 100));
    decoder.read(in, listener);
    assertThat(in.isReadable()).isFalse();
    assertThat(in.refCnt()).isEqualTo(1);
    in.release();
    decoder.read(Unpooled.wrappedBuffer(ClientBytes.masked(utf8("z".repeat(100)))), listener);
    assertThat(listener.calls).containsExactly("text one", "text " + "z".repeat(100));
  }

  @Test
  void aFrameThatIsNotMaskedIsRefused() {
    assertThat(heard(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 0})))
        .containsExactly("violation 1002");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
  void aReservedBitIsRefusedAfterTheMessageBeforeItIsDelivered(int reserved) {
    assertThat(heard(text("first"), frame(FIN | reserved | 0x1, utf8("x")), text("never")))
        .containsExactly("text first", "violation 1002");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
  void anUnknownOpcodeIsRefused(int opcode) {
    assertThat(heard(frame(FIN | opcode, NONE))).containsExactly("violation 1002");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8, 0x9, 0xA})
  void aControlFrameIsNeitherFragmentedNorLong(int opcode) {
    assertThat(heard(frame(opcode, NONE))).containsExactly("violation 1002");
    RecordingListener second = new RecordingListener();
    new FrameDecoder(codec, false).read(head(FIN | opcode, 126), second);
    assertThat(second.calls).containsExactly("violation 1002");
  }

  @Test
  void aControlFrameOf125BytesIsFine() {
    assertThat(heard(frame(FIN | 0x9, utf8("p".repeat(125)))))
        .containsExactly("ping " + "p".repeat(125));
  }

  @Test
  void aContinuationNeedsAStart() {
    assertThat(heard(frame(FIN, utf8("x")))).containsExactly("violation 1002");
  }

  @Test
  void aMessageCannotStartWithinAnother() {
    assertThat(heard(frame(0x1, utf8("a")), frame(FIN | 0x1, utf8("b"))))
        .containsExactly("violation 1002");
  }

  @Test
  void aLengthMustBeInItsShortestForm() {
    ByteBuf twoBytes =
        Unpooled.buffer().writeByte(0x81).writeByte(0xFE).writeShort(125).writeInt(0);
    assertThat(heard(twoBytes)).containsExactly("violation 1002");
    RecordingListener second = new RecordingListener();
    ByteBuf eightBytes =
        Unpooled.buffer().writeByte(0x81).writeByte(0xFF).writeLong(65535).writeInt(0);
    new FrameDecoder(codec, false).read(eightBytes, second);
    assertThat(second.calls).containsExactly("violation 1002");
  }

  @Test
  void aLengthWithItsTopBitSetIsRefused() {
    ByteBuf frame =
        Unpooled.buffer().writeByte(0x81).writeByte(0xFF).writeLong(Long.MIN_VALUE | 5).writeInt(0);
    assertThat(heard(frame)).containsExactly("violation 1002");
  }

  @Test
  void aMessageOverTheBoundIsRefusedByItsAnnouncedLength() {
    assertThat(heard(head(FIN | 0x2, MESSAGE_BYTES_MAX + 1))).containsExactly("violation 1009");
    assertThat(decoder.heldBytes()).isZero();
  }

  @Test
  void textIsRefusedAtTheFragmentThatBreaksIt() {
    assertThat(heard(frame(0x1, (byte) 'a', (byte) 0xE2), frame(0x0, (byte) 0x28)))
        .containsExactly("violation 1007");
  }

  @Test
  void textMustNotEndWithinACharacter() {
    assertThat(heard(frame(FIN | 0x1, (byte) 0xE2, (byte) 0x82))).containsExactly("violation 1007");
    RecordingListener second = new RecordingListener();
    FrameDecoder secondDecoder = new FrameDecoder(codec, false);
    secondDecoder.read(frame(0x1, (byte) 0xE2), second);
    secondDecoder.read(frame(FIN, (byte) 0x82), second);
    assertThat(second.calls).containsExactly("violation 1007");
  }

  @Test
  void aCharacterMayLieAcrossFragments() {
    assertThat(heard(frame(0x1, (byte) 0xE2, (byte) 0x82), frame(FIN, (byte) 0xAC)))
        .containsExactly("text €");
  }

  @Test
  void binaryIsNotCheckedToBeText() {
    assertThat(heard(frame(0x2, (byte) 0xFF), frame(FIN, (byte) 0xFE)))
        .containsExactly("binary fffe");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999
      })
  void aCloseCodeThatMayBeSentIsTaken(int code) {
    assertThat(heard(frame(FIN | 0x8, closing(code, "")))).containsExactly("close " + code + " ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
  void aCloseCodeThatMayNotBeSentIsRefused(int code) {
    assertThat(heard(frame(FIN | 0x8, closing(code, "")))).containsExactly("violation 1002");
  }

  @Test
  void aCloseFrameMayBeEmptyButNotOneByte() {
    assertThat(heard(frame(FIN | 0x8, NONE))).containsExactly("close 1005 ");
    RecordingListener second = new RecordingListener();
    new FrameDecoder(codec, false).read(frame(FIN | 0x8, (byte) 3), second);
    assertThat(second.calls).containsExactly("violation 1002");
  }

  @Test
  void aCloseReasonMustBeUtf8() {
    byte[] payload = closing(1000, "xx");
    payload[3] = (byte) 0xC3;
    assertThat(heard(frame(FIN | 0x8, payload))).containsExactly("violation 1007");
  }

  @Test
  void nothingIsHeardAfterClose() {
    assertThat(heard(frame(FIN | 0x8, closing(1000, "")), text("late"), frame(FIN | 0x70, NONE)))
        .containsExactly("close 1000 ");
  }

  @Test
  void bytesStayUnreadWhileTheListenerIsNotReady() {
    ByteBuf in = Unpooled.wrappedBuffer(join(text("one"), text("two"), text("three")));
    listener.afterEach(() -> listener.ready(listener.calls.size() != 2));
    decoder.read(in, listener);
    assertThat(listener.calls).containsExactly("text one", "text two");
    assertThat(in).isEqualTo(text("three"));
    listener.ready(true);
    decoder.read(in, listener);
    assertThat(listener.calls).containsExactly("text one", "text two", "text three");
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void nothingIsHeardAfterTheListenerStopsIt() {
    listener.afterEach(decoder::stop);
    assertThat(heard(text("one"), text("two"))).containsExactly("text one");
  }

  @Test
  void compressionThatWasNotAgreedIsRefused() {
    assertThat(heard(frame(FIN | RSV1 | 0x1, ClientBytes.deflated(utf8("hello")))))
        .containsExactly("violation 1002");
  }

  @Test
  void anIdleConnectionCostsAtMost64Bytes() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FrameDecoder[] decoders = new FrameDecoder[10_000];
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < decoders.length; i++) {
      decoders[i] = new FrameDecoder(codec, true);
    }
    long bytesEach = (thread.getCurrentThreadAllocatedBytes() - before) / decoders.length;
    assertThat(bytesEach).isBetween(8L, 64L);
    assertThat(decoders[decoders.length - 1].heldBytes()).isZero();
  }

  private List<String> heard(ByteBuf... frames) {
    for (ByteBuf frame : frames) {
      decoder.read(frame, listener);
    }
    return listener.calls;
  }
}
