package dev.belfry.server.edge.sse;

import dev.belfry.protocol.Position;
import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.EventStreamFormat;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.channel.Stopping;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Representation;
import dev.belfry.server.edge.http.request.SinceText;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.Dialect;
import dev.belfry.server.session.FixedSession;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Event streams, of one channel or of several that the query names. One for each loop.
public final class EventStreamProtocol implements ChannelProtocol {
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final long RETRY_MILLIS_MIN = 2_000;
  private static final long RETRY_MILLIS_MAX = 5_000;

  /// What polyfills of EventSource send in place of the header, which they can't set.
  private static final List<String> LAST_EVENT_ID_PARAMETERS =
      List.of("lastEventId", "last_event_id");

  private final EventStreamContext context;
  private final Stopping stopping;
  private final int channelsMax;
  private final Map<StreamFraming, SingleStreamDialect> single = new EnumMap<>(StreamFraming.class);

  /// @param channelsMax channels in one event stream
  public EventStreamProtocol(EventStreamContext context, Stopping stopping, int channelsMax) {
    this.context = context;
    this.stopping = stopping;
    this.channelsMax = channelsMax;
    for (StreamFraming framing : StreamFraming.values()) {
      EventStreamFormat format = new EventStreamFormat(context.allocator(), framing);
      single.put(framing, new SingleStreamDialect(format, EventStreamProtocol::retryMillis));
    }
  }

  /// Drawn, so that clients that were cut together do not come back together.
  static long retryMillis() {
    return ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
  }

  /// The dialect of a stream that is no channel's.
  static Dialect dialect(EventStreamContext context, StreamFraming framing) {
    return new SingleStreamDialect(
        new EventStreamFormat(context.allocator(), framing), EventStreamProtocol::retryMillis);
  }

  @Override
  public boolean takes(ChannelRequest request) {
    return request.isGet(Representation.EVENT_STREAM);
  }

  @Override
  public AccessRequest access(ChannelRequest request) {
    List<ChannelName> channels = channels(request).fold(all -> all, _ -> List.of());
    return new AccessRequest(channels, AccessRequest.Kind.EVENT_STREAM);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return channels(request)
        .then(channels ->
            heard(request, caller, channels)
                .then(heard ->
                    since(request, channels.size())
                        .then(since -> begin(request, caller, new Wish(channels, since, heard)))));
  }

  /// What a client asks for, and gets.
  ///
  /// @param since where to begin, one for each channel
  /// @param heard the channels that it may hear
  private record Wish(List<ChannelName> channels, List<Since> since, List<ChannelName> heard) {
    List<Since> sinceOfHeard() {
      return heard.stream().map(channel -> since.get(channels.indexOf(channel))).toList();
    }

    /// Where the client stands in the channels that it may not hear any more: where it stood.
    Map<ChannelName, Position> left() {
      Map<ChannelName, Position> left = new HashMap<>();
      for (ChannelName channel : channels) {
        if (!heard.contains(channel)) {
          Since stood = since.get(channels.indexOf(channel));
          left.put(
              channel,
              stood instanceof Since.After(Position position) ? position : FixedSession.NOWHERE);
        }
      }
      return left;
    }
  }

  /// A page that asks for a channel that it may not hear is refused. One that comes back heard its
  /// channels before, and would lose all of them with one, since an EventSource that is refused
  /// gives up for good: it goes on with those that are left.
  private static Checked<List<ChannelName>> heard(
      ChannelRequest request, Caller caller, List<ChannelName> channels) {
    return lastEventId(request) != null
        ? caller.allowed(Action.SUBSCRIBE, channels)
        : caller.check(Action.SUBSCRIBE, channels).map(_ -> channels);
  }

  private static Checked<List<Since>> since(ChannelRequest request, int channels) {
    return SinceText.read(
        lastEventId(request), request.query().get(ChannelRequest.SINCE), channels);
  }

  private static @Nullable String lastEventId(ChannelRequest request) {
    String sent = request.head().header(LAST_EVENT_ID);
    for (String parameter : LAST_EVENT_ID_PARAMETERS) {
      if (sent == null || sent.isBlank()) {
        sent = request.query().get(parameter).orElse(null);
      }
    }
    return sent == null || sent.isBlank() ? null : sent;
  }

  private Checked<Decision> begin(ChannelRequest request, Caller caller, Wish wish) {
    if (request.isHead()) {
      return Checked.good(new Decision.Answer(EventStreamResponse.headOnly(), false));
    }
    Function<StreamFraming, Dialect> dialect =
        isCombined(request)
            ? framing ->
                new CombinedStreamDialect(
                    context.allocator(), framing, wish.channels(), wish.left(), retryMillis())
            : framing -> Objects.requireNonNull(single.get(framing));
    return caller
        .known()
        .then(client ->
            stopping.check(
                new EventStreamSwitch(context, client, wish.heard(), wish.sinceOfHeard(), dialect)))
        .map(Decision.Switch::new);
  }

  private static boolean isCombined(ChannelRequest request) {
    return request.query().has(ChannelRequest.CHANNEL);
  }

  private Checked<List<ChannelName>> channels(ChannelRequest request) {
    return isCombined(request) ? combined(request) : Checked.good(List.of(request.channel()));
  }

  private Checked<List<ChannelName>> combined(ChannelRequest request) {
    List<String> texts = request.query().all(ChannelRequest.CHANNEL);
    if (!request.atRoot() || texts.size() > channelsMax) {
      return Checked.malformed(
          "up to " + channelsMax + " channels combine at " + ChannelPaths.ROOT);
    }
    List<ChannelName> names = new ArrayList<>();
    for (String text : texts) {
      Optional<ChannelName> name = ChannelName.parse(text);
      if (name.isEmpty()) {
        return Checked.malformed(ChannelName.FORM);
      }
      if (names.contains(name.get())) {
        return Checked.malformed("channel " + text + " is given twice");
      }
      names.add(name.get());
    }
    return Checked.good(names);
  }
}
