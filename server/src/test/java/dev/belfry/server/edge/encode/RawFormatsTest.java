package dev.belfry.server.edge.encode;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.request.Utf8Text;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Message.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawFormatsTest {
  private static final ChannelName CHANNEL = new ChannelName("news");

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final WebSocketCodec codec = new WebSocketCodec(64 * 1024);
  private final WireFormat text = new RawTextFormat(allocator);
  private final WireFormat deflated = new RawDeflatedFormat(allocator, codec);

  @AfterEach
  void everythingIsReleased() {
    codec.close();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  @Test
  void aRunIsOneBufferOfExactlyItsFrames() {
    ByteBuf expected = Unpooled.buffer();
    FrameEncoder.text(expected, utf8("one"));
    FrameEncoder.text(expected, utf8("{\"n\": 2}"));
    FrameEncoder.text(expected, utf8("x".repeat(70_000)));
    NettyFrame frame =
        (NettyFrame)
            text.encode(
                CHANNEL,
                "e",
                List.of(
                    message(Kind.TEXT, "one"),
                    message(Kind.JSON, "{\"n\": 2}"),
                    message(Kind.TEXT, "x".repeat(70_000))));
    assertThat(frame.buffer()).isEqualTo(expected);
    assertThat(frame.buffer().isDirect()).isTrue();
    assertThat(frame.buffer().capacity()).isEqualTo(frame.bytes());
    frame.release();
  }

  @Test
  void aJsonStringGoesOutAsTheTextThatItStandsFor() {
    assertThat(payload(Kind.JSON, "\"a\\\"b\\n\\u20ac\\ud83d\\ude00 ü\"")).isEqualTo("a\"b\n€😀 ü");
    assertThat(payload(Kind.JSON, "\"\"")).isEmpty();
    assertThat(payload(Kind.JSON, "\"end\" ")).isEqualTo("end");
  }

  @Test
  void aLoneSurrogateInJsonStillGoesOutAsUtf8() {
    byte[] payload = PlainData.of(message(Kind.JSON, "\"a\\ud800b\""));
    assertThat(Utf8Text.decode(payload).isPresent()).isTrue();
  }

  @Test
  void textAndOtherJsonGoOutAsTheyAre() {
    assertThat(payload(Kind.TEXT, "\"quoted\"")).isEqualTo("\"quoted\"");
    assertThat(payload(Kind.JSON, "[1, \"x\"]")).isEqualTo("[1, \"x\"]");
    assertThat(payload(Kind.JSON, "null")).isEqualTo("null");
  }

  @Test
  void theCompressedRunTakesNoMoreMemoryThanItSays() {
    String json = "{\"title\":\"hello\"}".repeat(40);
    ByteBuf expected = Unpooled.buffer();
    FrameEncoder.deflatedText(expected, utf8(json), codec);
    FrameEncoder.deflatedText(expected, utf8("tiny"), codec);
    FrameEncoder.deflatedText(expected, utf8("s".repeat(200)), codec);
    NettyFrame frame =
        (NettyFrame)
            deflated.encode(
                CHANNEL,
                "e",
                List.of(
                    message(Kind.JSON, json),
                    message(Kind.TEXT, "tiny"),
                    message(Kind.JSON, "\"" + "s".repeat(200) + "\"")));
    assertThat(frame.buffer()).isEqualTo(expected);
    assertThat(frame.buffer().isDirect()).isTrue();
    assertThat(frame.buffer().capacity()).isEqualTo(frame.bytes()).isLessThan(100);
    frame.release();
  }

  private static String payload(Kind kind, String data) {
    return new String(PlainData.of(message(kind, data)), StandardCharsets.UTF_8);
  }

  private static Message message(Kind kind, String data) {
    return new Message(1, UlidCreator.getUlid(), 0, utf8(data), kind, null, Long.MAX_VALUE, null);
  }
}
