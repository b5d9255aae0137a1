package dev.belfry.server.edge.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.log.Since;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamProtocolTest {
  private static final String ORIGIN = "Origin: https://app.example";

  private final TestDispatcher dispatcher = new TestDispatcher();

  @Test
  void aStreamIsChunkedAndEndsWithItsSocket() {
    EventStreamSwitch stream = (EventStreamSwitch) dispatcher.switched("/notifications", ORIGIN);
    HttpResponse head =
        dispatcher
            .judge("GET", "/notifications", ORIGIN)
            .policy()
            .describe(EventStreamResponse.head(StreamFraming.CHUNKED));
    assertThat(stream.channels()).containsExactly(new ChannelName("notifications"));
    assertThat(stream.since()).containsExactly(new Since.Now());
    assertThat(head.status().code()).isEqualTo(200);
    assertThat(head.headers())
        .extracting(header -> header.getKey() + ": " + header.getValue())
        .contains(
            "content-type: text/event-stream; charset=utf-8",
            "transfer-encoding: chunked",
            "connection: close",
            "cache-control: no-store",
            "vary: Accept, Origin",
            "access-control-allow-origin: https://app.example")
        .noneMatch(header -> header.startsWith("content-length"));
  }

  @Test
  void aStreamMayCombine32Channels() {
    EventStreamSwitch stream =
        (EventStreamSwitch) dispatcher.switched(combined(32), "Last-Event-ID: " + positions(32));
    assertThat(stream.channels()).hasSize(32).startsWith(new ChannelName("c0"));
    assertThat(stream.since()).hasSize(32).endsWith(new Since.After(new Position("e1", 31)));
    assertThat(dispatcher.get(combined(33)).status().code()).isEqualTo(400);
  }

  private static String combined(int channels) {
    return IntStream.range(0, channels)
        .mapToObj(i -> "channel=c" + i)
        .collect(Collectors.joining("&", "/notifications?", ""));
  }

  private static String positions(int channels) {
    return IntStream.range(0, channels).mapToObj(i -> "e1-" + i).collect(Collectors.joining(","));
  }

  @Test
  void aStreamWhoseLastEventIdCannotBeReadBeginsWithAGap() {
    EventStreamSwitch stream =
        (EventStreamSwitch)
            dispatcher.switched("/notifications?since=earliest", "Last-Event-ID: nonsense");
    assertThat(stream.since()).containsExactly(new Since.Unknown());
  }

  @Test
  void aClientOfHttp10IsStreamedTheBareText() {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/notifications");
    assertThat(StreamFraming.of(request)).isEqualTo(StreamFraming.BARE);
    assertThat(EventStreamResponse.head(StreamFraming.BARE).headers().contains("Transfer-Encoding"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?lastEventId=e1-7", "?last_event_id=e1-7", "?since=5m&lastEventId=e1-7"})
  void whatPolyfillsSendInPlaceOfTheHeaderIsAPlaceToResumeFrom(String query) {
    EventStreamSwitch stream = (EventStreamSwitch) dispatcher.switched("/notifications" + query);
    assertThat(stream.since()).containsExactly(new Since.After(new Position("e1", 7)));
  }

  @Test
  void theHeaderGoesBeforeWhatStandsInTheAddress() {
    EventStreamSwitch stream =
        (EventStreamSwitch)
            dispatcher.switched("/notifications?lastEventId=e1-7", "Last-Event-ID: e1-9");
    assertThat(stream.since()).containsExactly(new Since.After(new Position("e1", 9)));
  }
}
