package dev.belfry.server.edge.http;

import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.Dialect;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Decides about requests to channels that the guard has let pass. One for each loop.
final class ChannelDoor {
  private static final String CHANNEL = "channel";
  private static final String SINCE = "since";
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String COMBINED = "/notifications";
  private static final long RETRY_MILLIS_MIN = 2_000;
  private static final long RETRY_MILLIS_MAX = 5_000;

  /// What polyfills of EventSource send in place of the header, which they can't set.
  private static final List<String> LAST_EVENT_ID_PARAMETERS =
      List.of("lastEventId", "last_event_id");

  private final HttpRoom room;
  private final Map<StreamFraming, EventStreamDialect> single = new EnumMap<>(StreamFraming.class);

  ChannelDoor(HttpRoom room) {
    this.room = room;
    for (StreamFraming framing : StreamFraming.values()) {
      EventStreamFormat format = new EventStreamFormat(room.allocator(), framing);
      single.put(framing, new EventStreamDialect(format, ChannelDoor::retryMillis));
    }
  }

  /// Drawn, so that clients who were cut together do not come back together.
  private static long retryMillis() {
    return ThreadLocalRandom.current().nextLong(RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
  }

  Checked<Decision> decide(RequestHead head, ChannelName name, Dress dress) {
    if (head.request().method().equals(HttpMethod.POST)) {
      return oneChannel(head).then(_ -> publish(head, name, dress));
    }
    if (head.isUpgrade()) {
      return oneChannel(head).then(_ -> socket(head, name));
    }
    List<String> accept = head.request().headers().getAll(HttpHeaderNames.ACCEPT);
    return switch (Negotiation.choose(accept, head.target().query())) {
      case JSON -> oneChannel(head).then(_ -> history(head, name, dress));
      case HTML -> oneChannel(head).then(_ -> page(name, dress));
      case EVENT_STREAM -> stream(head, name, dress);
    };
  }

  /// Decides about a request for who is present in a channel.
  Checked<Decision> presence(ChannelName name, Dress dress) {
    return mayListen(List.of(name))
        .then(_ -> presenceOf(name))
        .map(endpoint -> serve(endpoint, dress));
  }

  private Checked<Endpoint> presenceOf(ChannelName name) {
    return room.policies().policyFor(name).presence().told()
        ? Checked.good(new PresenceEndpoint(room.presence(), name))
        : Checked.bad(Problem.of(ErrorCode.FORBIDDEN, "presence is not on for " + name));
  }

  private static Checked<RequestHead> oneChannel(RequestHead head) {
    return head.target().query().has(CHANNEL)
        ? Checked.malformed("several channels at once are for event streams only")
        : Checked.good(head);
  }

  private Checked<Decision> publish(RequestHead head, ChannelName name, Dress dress) {
    return PublishHead.read(head.request().headers(), room.clock().wallMillis())
        .map(message -> serve(new PublishEndpoint(room.scheduler(), name, message), dress));
  }

  private Checked<Decision> history(RequestHead head, ChannelName name, Dress dress) {
    return mayListen(List.of(name))
        .then(_ -> HistoryQuery.read(head.target().query(), room.historyPageMax()))
        .map(query -> new HistoryEndpoint(room.history(), room.waiter(), name, query))
        .map(endpoint -> serve(endpoint, dress));
  }

  private Checked<Decision> page(ChannelName name, Dress dress) {
    return mayListen(List.of(name)).map(_ -> serve(LivePage.ENDPOINT, dress));
  }

  private Decision serve(Endpoint endpoint, Dress dress) {
    return new Decision.Serve(dress.worn(endpoint), room.messageBytesMax());
  }

  private Checked<Decision> socket(RequestHead head, ChannelName name) {
    return head.target().path().equals(COMBINED) && head.offers(ServerFrames.SUBPROTOCOL)
        ? Checked.good(new Decision.FramedSocket())
        : rawSocket(head, name);
  }

  private Checked<Decision> rawSocket(RequestHead head, ChannelName name) {
    return mayListen(List.of(name))
        .then(_ -> SinceText.read(null, head.target().query().get(SINCE), 1))
        .then(since -> room.mayBegin().map(_ -> since))
        .map(since -> new Decision.RawSocket(name, since.getFirst()));
  }

  private Checked<Decision> stream(RequestHead head, ChannelName name, Dress dress) {
    Query query = head.target().query();
    Checked<List<ChannelName>> channels =
        query.has(CHANNEL) ? combined(head) : Checked.good(List.of(name));
    return channels
        .then(this::mayListen)
        .then(all ->
            SinceText.read(lastEventId(head), query.get(SINCE), all.size())
                .then(since -> begin(all, since, query.has(CHANNEL), dress)));
  }

  private static @Nullable String lastEventId(RequestHead head) {
    String sent = head.header(LAST_EVENT_ID);
    for (String parameter : LAST_EVENT_ID_PARAMETERS) {
      if (sent == null || sent.isBlank()) {
        sent = head.target().query().get(parameter).orElse(null);
      }
    }
    return sent;
  }

  private Checked<Decision> begin(
      List<ChannelName> channels, List<Since> since, boolean combined, Dress dress) {
    if (dress.isHead()) {
      return Checked.good(new Decision.Answer(dress.withoutLength(EventStream.headOnly())));
    }
    StreamFraming framing = StreamFraming.of(dress.request());
    Dialect dialect =
        combined
            ? new ManyChannels(room.allocator(), framing, channels, retryMillis())
            : Objects.requireNonNull(single.get(framing));
    return room.mayBegin()
        .map(_ ->
            new Decision.Stream(
                dress.dress(EventStream.head(framing)),
                framing,
                channels,
                since,
                dialect,
                reason -> dress.last(dress.problem(Problem.unavailable(reason)))));
  }

  private Checked<List<ChannelName>> combined(RequestHead head) {
    List<String> texts = head.target().query().all(CHANNEL);
    int most = room.channelsPerStreamMax();
    if (!head.target().path().equals(COMBINED) || texts.size() > most) {
      return Checked.malformed("up to " + most + " channels combine at " + COMBINED);
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

  private Checked<List<ChannelName>> mayListen(List<ChannelName> channels) {
    for (ChannelName name : channels) {
      if (!room.policies().anyoneMaySubscribe(name)) {
        return Checked.bad(Problem.of(ErrorCode.FORBIDDEN, "no grant to subscribe to " + name));
      }
    }
    return Checked.good(channels);
  }
}
