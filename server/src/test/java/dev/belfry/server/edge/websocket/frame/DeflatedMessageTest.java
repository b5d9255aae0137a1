package dev.belfry.server.edge.websocket.frame;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.FIN;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.RSV1;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.deflated;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.frame;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.text;
import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sends under permessage-deflate.
class DeflatedMessageTest {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;
  private static final int FIRST = FIN | RSV1 | 0x1;

  private final WebSocketCodec codec = new WebSocketCodec(MESSAGE_BYTES_MAX);
  private final FrameDecoder decoder = new FrameDecoder(codec, true);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    codec.close();
  }

  /// The examples of RFC 7692 section 7.2.3: one block, stored, marked as last, two blocks.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f248cdc9c90700",
        "000500faff48656c6c6f00",
        "f348cdc9c9070000",
        "f24805000000ffffcac9c90700"
      })
  void theExamplesOfTheRfcSayHello(String hex) {
    assertThat(heard(frame(FIRST, HexFormat.of().parseHex(hex)))).containsExactly("text Hello");
  }

  @Test
  void anEmptyMessageMayBeCompressed() {
    assertThat(heard(frame(FIRST, (byte) 0), frame(FIRST))).containsExactly("text ", "text ");
  }

  @Test
  void messagesMayBeCompressedOrNot() {
    byte[] packed = deflated(utf8("packed"));
    assertThat(heard(frame(FIRST, packed), text("plain"), frame(FIRST, packed)))
        .containsExactly("text packed", "text plain", "text packed");
  }

  @Test
  void aCompressedMessageMayBeFragmentedAnywhere() {
    byte[] packed = deflated(utf8("grüße grüße grüße €€€"));
    for (int cut = 0; cut <= packed.length; cut++) {
      listener.calls.clear();
      assertThat(
              heard(
                  frame(RSV1 | 0x1, Arrays.copyOf(packed, cut)),
                  frame(FIN | 0x9, utf8("ping")),
                  frame(FIN, Arrays.copyOfRange(packed, cut, packed.length))))
          .containsExactly("ping ping", "text grüße grüße grüße €€€");
    }
  }

  @Test
  void onlyTheFirstFrameOfAMessageSaysThatItIsCompressed() {
    assertThat(heard(frame(RSV1 | 0x1, (byte) 0), frame(FIN | RSV1, (byte) 0)))
        .containsExactly("violation 1002");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8, 0x9, 0xA})
  void aControlFrameIsNeverCompressed(int opcode) {
    assertThat(heard(frame(FIN | RSV1 | opcode))).containsExactly("violation 1002");
  }

  @Test
  void aBombIsRefusedAndAllocatesNoMoreThanTheBound() {
    byte[] bomb = deflated(new byte[10_000_000]);
    assertThat(bomb).hasSizeLessThan(11_000);
    assertThat(heard(frame(FIN | RSV1 | 0x2, bomb))).containsExactly("violation 1009");
    assertThat(codec.inflater().scratchBytes()).isEqualTo(MESSAGE_BYTES_MAX + 1);
  }

  @Test
  void theBoundIsForTheInflatedMessage() {
    String full = "x".repeat(MESSAGE_BYTES_MAX);
    assertThat(heard(frame(FIRST, deflated(utf8(full))))).containsExactly("text " + full);
    listener.calls.clear();
    assertThat(heard(frame(FIRST, deflated(utf8(full + "x"))))).containsExactly("violation 1009");
  }

  @Test
  void aFullMessageThatDeflateMakesLongerIsTaken() {
    byte[] noise = new byte[MESSAGE_BYTES_MAX];
    new Random(1).nextBytes(noise);
    byte[] packed = deflated(noise);
    assertThat(packed.length).isGreaterThan(MESSAGE_BYTES_MAX);
    assertThat(heard(frame(FIN | RSV1 | 0x2, packed)))
        .containsExactly("binary " + HexFormat.of().formatHex(noise));
  }

  @Test
  void brokenDataIsRefusedAndHarmsNoOtherConnection() {
    assertThat(heard(frame(FIRST, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF)))
        .containsExactly("violation 1007");
    RecordingListener other = new RecordingListener();
    new FrameDecoder(codec, true).read(frame(FIRST, deflated(utf8("fine"))), other);
    assertThat(other.calls).containsExactly("text fine");
  }

  @Test
  void textIsCheckedAfterInflation() {
    assertThat(heard(frame(FIRST, deflated((byte) 'a', (byte) 0xC0, (byte) 0x80))))
        .containsExactly("violation 1007");
  }

  @Test
  void manyLastBlocksAreStillOneMessage() {
    byte[] lastBlock = HexFormat.of().parseHex("f348cdc9c90700");
    ByteBuf twice = Unpooled.wrappedBuffer(lastBlock, lastBlock, new byte[1]);
    assertThat(heard(frame(FIRST, ClientBytes.join(twice)))).containsExactly("text HelloHello");
  }

  private List<String> heard(ByteBuf... frames) {
    for (ByteBuf frame : frames) {
      decoder.read(frame, listener);
    }
    return listener.calls;
  }
}
