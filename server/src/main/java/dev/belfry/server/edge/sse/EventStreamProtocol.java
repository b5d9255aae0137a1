package dev.belfry.server.edge.sse;

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
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.Dialect;
import java.util.ArrayList;
import java.util.EnumMap;
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
  private static long retryMillis() {
    return ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
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
            caller
                .check(Action.SUBSCRIBE, channels)
                .then(client ->
                    since(request, channels.size())
                        .then(since -> begin(request, client, channels, since))));
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
    return sent;
  }

  private Checked<Decision> begin(
      ChannelRequest request,
      ClientIdentity client,
      List<ChannelName> channels,
      List<Since> since) {
    if (request.isHead()) {
      return Checked.good(new Decision.Answer(EventStreamResponse.headOnly(), false));
    }
    Function<StreamFraming, Dialect> dialect =
        isCombined(request)
            ? framing ->
                new CombinedStreamDialect(context.allocator(), framing, channels, retryMillis())
            : framing -> Objects.requireNonNull(single.get(framing));
    return stopping
        .check(new EventStreamSwitch(context, client, channels, since, dialect))
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
