package dev.belfry.server.edge.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.log.Since;
import org.junit.jupiter.api.Test;

/// Which protocol an upgrade switches to.
class WebSocketProtocolsTest {
  private static final String[] UPGRADE = {
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
  };
  private static final String[] FRAMED_UPGRADE = {
    UPGRADE[0], UPGRADE[1], UPGRADE[2], "Sec-WebSocket-Protocol: " + ServerFrames.SUBPROTOCOL
  };

  private final TestDispatcher dispatcher = new TestDispatcher();

  private void isRaw(ProtocolSwitch to, String channel, Since since) {
    assertThat(to)
        .isInstanceOfSatisfying(
            RawSwitch.class,
            raw -> {
              assertThat(raw.channel()).isEqualTo(new ChannelName(channel));
              assertThat(raw.since()).isEqualTo(since);
            });
    assertThat(to.refusesByItself()).isFalse();
  }

  @Test
  void anUpgradeBeginsWhereSinceSays() {
    isRaw(
        dispatcher.switched("/notifications/a?since=e1-4", UPGRADE),
        "a",
        new Since.After(new Position("e1", 4)));
    isRaw(dispatcher.switched("/notifications", UPGRADE), "notifications", new Since.Now());
  }

  @Test
  void theSubprotocolAtTheRootIsTheFramedProtocol() {
    ProtocolSwitch to = dispatcher.switched("/notifications", FRAMED_UPGRADE);
    assertThat(to).isInstanceOf(FramedSwitch.class);
    assertThat(to.refusesByItself()).isTrue();
    isRaw(dispatcher.switched("/notifications/a", FRAMED_UPGRADE), "a", new Since.Now());
  }

  @Test
  void aHandlersPathIsItsOwn() {
    assertThat(dispatcher.switched("/chat", UPGRADE))
        .isInstanceOfSatisfying(
            HandlerSwitch.class,
            handled -> assertThat(handled.channel()).isEqualTo(ChannelName.ofPath("/chat")));
  }
}
