package dev.belfry.server.edge.websocket.frame;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
  private final WebSocketCodec codec = new WebSocketCodec(64 * 1024);
  private final ByteBuf out = Unpooled.buffer();

  @AfterEach
  void close() {
    codec.close();
  }

  /// The examples of RFC 6455 section 5.7.
  @Test
  void theExamplesOfTheRfcComeOut() {
    FrameEncoder.text(out, utf8("Hello"));
    FrameEncoder.ping(out, utf8("Hello"));
    FrameEncoder.pong(out, utf8("Hello"));
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("810548656c6c6f890548656c6c6f8a0548656c6c6f");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8200",
    "125, 827d",
    "126, 827e007e",
    "256, 827e0100",
    "65535, 827effff",
    "65536, 827f0000000000010000"
  })
  void everyFormOfLengthIsTheShortest(int length, String head) {
    FrameEncoder.binary(out, new byte[length]);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(head + "00".repeat(length));
    assertThat(FrameEncoder.frameBytes(length)).isEqualTo(out.readableBytes());
  }

  @Test
  void aCloseFrameHasItsCodeAndReason() {
    FrameEncoder.close(out, 4000, "{}");
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("88040fa07b7d");
  }

  @Test
  void aCloseFrameWithoutCodeIsEmpty() {
    FrameEncoder.close(out, 1005, "ignored");
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("8800");
  }

  @Test
  void aLongReasonIsCutBetweenCharacters() {
    FrameEncoder.close(out, 1011, "x".repeat(120) + "😀😀");
    assertThat(out.readableBytes()).isEqualTo(2 + 2 + 120);
    assertThat(out.getUnsignedByte(1)).isEqualTo((short) 122);
  }

  @Test
  void textThatGetsSmallerIsCompressed() {
    FrameEncoder.deflatedText(out, utf8("{\"n\":1}".repeat(30)), codec);
    assertThat(out.getUnsignedByte(0)).isEqualTo((short) 0xC1);
    assertThat(out.readableBytes()).isLessThan(60);
    assertThat(ByteBufUtil.hexDump(out)).doesNotEndWith("0000ffff");
  }

  @Test
  void textThatDoesNotGetSmallerIsSentAsItIs() {
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(500, '!', '~').forEach(noise::appendCodePoint);
    byte[] hardly = utf8(noise.toString().substring(0, MessageDeflater.BYTES_MIN));
    FrameEncoder.deflatedText(out, hardly, codec);
    assertThat(out.getUnsignedByte(0)).isEqualTo((short) 0x81);
    assertThat(out.readableBytes()).isEqualTo(FrameEncoder.frameBytes(hardly.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MessageDeflater.BYTES_MIN - 1})
  void shortTextIsNotWorthIt(int length) {
    FrameEncoder.deflatedText(out, utf8("x".repeat(length)), codec);
    assertThat(out.getUnsignedByte(0)).isEqualTo((short) 0x81);
  }

  @Test
  void oneMessageLeavesNoTraceInTheNext() {
    byte[] text = utf8("the same text, again and again".repeat(5));
    FrameEncoder.deflatedText(out, text, codec);
    int first = out.readableBytes();
    FrameEncoder.deflatedText(out, text, codec);
    assertThat(out.slice(first, first)).isEqualTo(out.slice(0, first));
    assertThat(out.readableBytes()).isEqualTo(2 * first);
  }
}
