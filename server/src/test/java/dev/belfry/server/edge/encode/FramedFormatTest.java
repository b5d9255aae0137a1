package dev.belfry.server.edge.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Message.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramedFormatTest {
  private static final ChannelName CHANNEL = new ChannelName("a/b");

  private final WebSocketCodec codec = new WebSocketCodec(1 << 20);

  @AfterEach
  void closeCodec() {
    codec.close();
  }

  private static Message message(long offset, Kind kind, String data) {
    byte[] utf8 = data.getBytes(StandardCharsets.UTF_8);
    return new Message(offset, UlidCreator.getUlid(), 1, utf8, kind, null, Long.MAX_VALUE, null);
  }

  /// The text frames that were written, each as its lines.
  private List<String> texts(boolean deflate, List<Message> run) {
    FramedFormat format =
        new FramedFormat(UnpooledByteBufAllocator.DEFAULT, deflate ? codec : null);
    NettyFrame frame = (NettyFrame) format.encode(CHANNEL, "e1", run);
    ByteBuf buffer = frame.buffer();
    assertThat(buffer.isDirect()).isTrue();
    assertThat(buffer.capacity()).isEqualTo(frame.bytes());
    List<String> texts = new ArrayList<>();
    while (buffer.isReadable()) {
      boolean compressed = (buffer.readByte() & 0x40) != 0;
      int length = buffer.readByte();
      length = length == 126 ? buffer.readUnsignedShort() : length;
      length = length == 127 ? (int) buffer.readLong() : length;
      byte[] payload = new byte[length];
      buffer.readBytes(payload);
      assertThat(compressed).isEqualTo(deflate);
      texts.add(compressed ? "" : new String(payload, StandardCharsets.UTF_8));
    }
    frame.release();
    return texts;
  }

  @Test
  void aRunIsOneFrameOfLinesThatTheCodecReads() {
    List<Message> run =
        List.of(
            message(1, Kind.TEXT, "say \"hi\"\n\u0001"),
            message(2, Kind.JSON, "{\"n\": 1.50}"),
            message(3, Kind.JSON, "null"));
    List<String> texts = texts(false, run);
    assertThat(texts).hasSize(1);
    String[] lines = texts.getFirst().split("\n");
    assertThat(lines).hasSize(3);
    for (int i = 0; i < lines.length; i++) {
      Decoded<ServerFrame> read = ServerFrames.read(lines[i], _ -> null);
      assertThat(read).isInstanceOf(Decoded.Frame.class);
      if (read instanceof Decoded.Frame<ServerFrame>(Push.Message(var message))) {
        assertThat(message.channel()).isEqualTo("a/b");
        assertThat(message.position()).hasToString("e1-" + (i + 1));
        assertThat(message.id()).isEqualTo(run.get(i).id().toString());
      }
    }
    assertThat(lines[0]).endsWith("\"data\":\"say \\\"hi\\\"\\n\\u0001\"}}");
    assertThat(lines[1]).endsWith("\"data\":{\"n\": 1.50}}}");
    assertThat(JsonText.parse(lines[2])).isPresent();
  }

  @Test
  void aLongRunIsSeveralFrames() {
    List<Message> run = new ArrayList<>();
    for (int i = 1; i <= 3_000; i++) {
      run.add(message(i, Kind.TEXT, "x"));
    }
    List<String> texts = texts(false, run);
    assertThat(texts).hasSizeGreaterThan(3).allMatch(text -> text.length() < 66_000);
    assertThat(texts.stream().mapToInt(text -> text.split("\n").length).sum()).isEqualTo(3_000);
  }

  @Test
  void itIsCompressedForThoseWhoAgreed() {
    List<Message> run = List.of(message(1, Kind.TEXT, "x".repeat(1_000)));
    assertThat(texts(true, run)).hasSize(1);
  }
}
