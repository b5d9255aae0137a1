package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Position;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.FramedSession;
import dev.belfry.server.session.Outlet;
import dev.belfry.server.session.SessionContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A framed client of one user, which checks all that it hears: no message of a channel that it has
/// not been allowed to hear for longer than a second, and of those that it may every one.
final class GrantedClient implements Outlet {
  /// A session is looked at once a second; what it hears until then is within what is promised.
  private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();

  private final SimulatedLoops loops;
  private final ChangingIdentities identities;
  private final SimulatedLoops.SimulatedLoop loop;

  /// The offsets of each channel's messages, with what they say.
  private final Map<ChannelName, NavigableMap<Long, String>> published;

  private final FramedSession session;
  private final Map<Long, ChannelName> asked = new HashMap<>();

  /// The last offset heard of each channel that is listened to.
  private final Map<ChannelName, Long> heard = new HashMap<>();

  /// The tokens that were shown, by the commands that did.
  private final Map<Long, String> shown = new HashMap<>();

  /// The one that was taken last.
  private String token = "";

  private long ids;
  private long goneSince = -1;
  private int closed;

  GrantedClient(
      SessionContext context,
      FramedContext framed,
      SimulatedLoops loops,
      ChangingIdentities identities,
      Map<ChannelName, NavigableMap<Long, String>> published,
      boolean reviewed) {
    this.loops = loops;
    this.identities = identities;
    this.published = published;
    this.loop = (SimulatedLoops.SimulatedLoop) context.loop();
    FramedLines lines = new FramedLines(Fault.NONE, new HashSet<>());
    loops.enter(loop);
    this.session =
        new FramedSession(context, framed, this, lines, AnonymousIdentities.CLIENT, lines);
    session.open();
    if (reviewed) {
      loop.schedule(Duration.ofMillis(ids * 100), this::review);
    }
  }

  private void review() {
    if (closed == 0) {
      session.review();
      loop.schedule(Duration.ofSeconds(1), this::review);
    }
  }

  boolean open() {
    return closed == 0;
  }

  private void send(String command) {
    loops.enter(loop);
    String line = "{\"id\":" + ++ids + "," + command + "}";
    session.onText(line.getBytes(StandardCharsets.US_ASCII));
  }

  void connect() {
    show("connect");
  }

  void refresh() {
    show("refresh");
  }

  private void show(String command) {
    shown.put(ids + 1, identities.token());
    send("\"" + command + "\":{\"token\":\"" + identities.token() + "\"}");
  }

  void subscribe(ChannelName channel) {
    asked.put(ids + 1, channel);
    send("\"subscribe\":{\"channel\":\"" + channel + "\"}");
  }

  /// Time passes: what let the client in may have ended.
  void note() {
    boolean gone = !token.isEmpty() && identities.gone(token);
    goneSince = gone ? (goneSince < 0 ? loops.nanos() : goneSince) : -1;
  }

  /// Nothing changes any more, and a few seconds have passed.
  void verify() {
    for (Map.Entry<ChannelName, Long> one : heard.entrySet()) {
      ChannelName channel = one.getKey();
      if (closed == 0) {
        Violation.unless(
            Breach.FORBIDDEN_HEARD, identities.may(channel), channel + " is still listened to");
        TreeMap<Long, String> missed =
            new TreeMap<>(published.get(channel).tailMap(one.getValue(), false));
        Violation.unless(Breach.LOST, missed.isEmpty(), channel + " has not come: " + missed);
      }
    }
    Violation.unless(
        Breach.FORBIDDEN_HEARD, closed != 0 || goneSince < 0, "a session outlives its token");
  }

  // ---- what comes

  @Override
  public void write(Frame frame) {
    ((Text) frame).text().lines().forEach(this::hear);
  }

  private void hear(String line) {
    JsonNode json = JsonMapper.shared().readTree(line);
    if (json.has("message")) {
      message(json.get("message"));
    } else if (json.has("unsubscribed")) {
      ChannelName channel = channelOf(json.get("unsubscribed"));
      Violation.unless(
          Breach.WRONG_WORDS,
          heard.remove(channel) != null && !identities.may(channel),
          line + ", though it may be heard");
    } else if (json.has("ok") && shown.containsKey(json.get("id").asLong())) {
      token = shown.get(json.get("id").asLong());
    } else if (json.has("ok") && asked.containsKey(json.get("id").asLong())) {
      ChannelName channel = asked.get(json.get("id").asLong());
      String from = json.get("ok").get("from").asString();
      heard.put(channel, Position.parse(from).orElseThrow().offset());
    }
  }

  private static ChannelName channelOf(JsonNode push) {
    return new ChannelName(push.get("channel").asString());
  }

  private void message(JsonNode message) {
    ChannelName channel = channelOf(message);
    Long before = heard.get(channel);
    Violation.unless(Breach.WRONG_WORDS, before != null, channel + " is not listened to");
    long offset = Position.parse(message.get("position").asString()).orElseThrow().offset();
    Violation.unless(
        Breach.LOST,
        before == null || before + 1 == offset,
        () -> channel + " " + offset + " after " + before);
    heard.put(channel, offset);
    long late = Math.max(identities.forbiddenNanos(channel), gone());
    Violation.unless(
        Breach.FORBIDDEN_HEARD,
        late <= LATE_NANOS,
        () -> channel + " is heard " + late + " ns after that was forbidden");
  }

  private long gone() {
    return goneSince < 0 ? 0 : loops.nanos() - goneSince;
  }

  @Override
  public void close(CloseReason reason) {
    if (closed == 0) {
      closed = reason.code();
      Violation.unless(
          Breach.WRONG_WORDS,
          closed == CloseCode.BAD_TOKEN || goneSince >= 0 || identities.gone(token),
          () -> "closed with " + reason + ", though its token is good");
    }
  }

  @Override
  public long waitingBytes() {
    return 0;
  }

  @Override
  public void whenDrained(Runnable task) {
    loop.execute(task);
  }

  @Override
  public Object peer() {
    return "127.0.0.1";
  }

  @Override
  public void reading(boolean on) {}
}
