package dev.belfry.server.edge.websocket;

import static dev.belfry.server.edge.websocket.frame.ClientBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.websocket.frame.FrameDecoder;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.RecordingListener;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.edge.websocket.handshake.Handshake;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against a client that nobody here wrote: Netty's own codec, handshaker and permessage-deflate.
class NettyPeerTest {
  private static final int MESSAGE_BYTES_MAX = 64 * 1024;

  private final WebSocketCodec codec = new WebSocketCodec(MESSAGE_BYTES_MAX);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    codec.close();
  }

  @Test
  void whatNettySendsIsHeard() {
    assertThat(heard(client(), false)).isEqualTo(said());
  }

  @Test
  void whatNettySendsCompressedIsHeard() {
    assertThat(heard(deflatingClient(), true)).isEqualTo(said());
  }

  private List<String> heard(EmbeddedChannel client, boolean deflate) {
    client.writeOutbound(
        new TextWebSocketFrame("hello €"),
        new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})),
        new TextWebSocketFrame(false, 0, "grüße ".repeat(50)),
        new PingWebSocketFrame(Unpooled.wrappedBuffer(utf8("p"))),
        new ContinuationWebSocketFrame(true, 0, " und Küsse"),
        new PongWebSocketFrame(),
        new TextWebSocketFrame("x".repeat(MESSAGE_BYTES_MAX)),
        new CloseWebSocketFrame(1001, "off"));
    FrameDecoder decoder = new FrameDecoder(codec, deflate);
    for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
      decoder.read(bytes, listener);
      bytes.release();
    }
    return listener.calls;
  }

  private static List<String> said() {
    return List.of(
        "text hello €",
        "binary 010203",
        "ping p",
        "text " + "grüße ".repeat(50) + " und Küsse",
        "pong ",
        "text " + "x".repeat(MESSAGE_BYTES_MAX),
        "close 1001 off");
  }

  @Test
  void whatIsSentNettyReads() {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.text(out, utf8("hello €"));
    FrameEncoder.text(out, utf8("x".repeat(70_000)));
    FrameEncoder.binary(out, new byte[300]);
    FrameEncoder.ping(out, utf8("p"));
    FrameEncoder.pong(out, new byte[0]);
    FrameEncoder.close(out, 4000, "{\"reconnectWithin\":30}");
    EmbeddedChannel client = client();
    client.writeInbound(out);
    assertThat(read(client, TextWebSocketFrame.class).text()).isEqualTo("hello €");
    assertThat(read(client, TextWebSocketFrame.class).text()).hasSize(70_000);
    assertThat(read(client, BinaryWebSocketFrame.class).content().readableBytes()).isEqualTo(300);
    assertThat(read(client, PingWebSocketFrame.class).content().readByte()).isEqualTo((byte) 'p');
    assertThat(read(client, PongWebSocketFrame.class).content().isReadable()).isFalse();
    CloseWebSocketFrame close = read(client, CloseWebSocketFrame.class);
    assertThat(close.statusCode()).isEqualTo(4000);
    assertThat(close.reasonText()).isEqualTo("{\"reconnectWithin\":30}");
  }

  @Test
  void whatIsSentCompressedNettyReads() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    EmbeddedChannel client = deflatingClient();
    for (int round = 0; round < 300; round++) {
      String text = compressibleText(random);
      ByteBuf out = Unpooled.buffer();
      FrameEncoder.deflatedText(out, utf8(text), codec);
      client.writeInbound(out);
      TextWebSocketFrame frame = read(client, TextWebSocketFrame.class);
      assertThat(frame.text()).as("seed %d round %d", seed, round).isEqualTo(text);
      frame.release();
    }
  }

  private static String compressibleText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(400); words > 0; words--) {
      text.append(Long.toString(random.nextLong(1L << random.nextInt(1, 60)), 36)).append(" ö ");
    }
    return text.toString();
  }

  @Test
  void nettyAgreesToTheHandshake() {
    WebSocketClientHandshaker handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            URI.create("ws://localhost/notifications"),
            WebSocketVersion.V13,
            "other, belfry.v1.json",
            true,
            EmptyHttpHeaders.INSTANCE);
    EmbeddedChannel client =
        new EmbeddedChannel(new HttpClientCodec(), new HttpObjectAggregator(8192));
    assertThat(handshaker.handshake(client).isSuccess()).isTrue();
    EmbeddedChannel server = new EmbeddedChannel(new HttpRequestDecoder());
    ByteBuf requestBytes = client.readOutbound();
    server.writeInbound(requestBytes);
    HttpRequest request = server.readInbound();
    assertThat(Handshake.isUpgrade(request)).isTrue();

    HandshakeResult result = new Handshake(true).read(request, List.of("belfry.v1.json"));

    assertThat(result).isInstanceOf(HandshakeResult.Accepted.class);
    ByteBuf answer = ((HandshakeResult.Accepted) result).response(client.alloc());
    client.writeInbound(answer);
    FullHttpResponse response = client.readInbound();
    handshaker.finishHandshake(client, response);
    assertThat(handshaker.isHandshakeComplete()).isTrue();
    assertThat(handshaker.actualSubprotocol()).isEqualTo("belfry.v1.json");
    response.release();
  }

  private static <T extends WebSocketFrame> T read(EmbeddedChannel client, Class<T> kind) {
    return kind.cast(client.<WebSocketFrame>readInbound());
  }

  private static EmbeddedChannel client(ChannelHandler... extensions) {
    List<ChannelHandler> handlers = new ArrayList<>();
    handlers.add(new WebSocket13FrameDecoder(false, true, 1 << 20));
    handlers.add(new WebSocket13FrameEncoder(true));
    handlers.addAll(List.of(extensions));
    return new EmbeddedChannel(handlers.toArray(ChannelHandler[]::new));
  }

  /// A client that has received our answer to its offer of permessage-deflate.
  private static EmbeddedChannel deflatingClient() {
    Map<String, String> answer = new HashMap<>();
    answer.put("server_no_context_takeover", null);
    answer.put("client_no_context_takeover", null);
    WebSocketClientExtension extension =
        new PerMessageDeflateClientExtensionHandshaker(6, false, 15, true, true, 0)
            .handshakeExtension(new WebSocketExtensionData("permessage-deflate", answer));
    return client(extension.newExtensionDecoder(), extension.newExtensionEncoder());
  }
}
