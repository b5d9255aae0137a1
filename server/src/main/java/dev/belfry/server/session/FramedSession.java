package dev.belfry.server.session;

import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.publish.PublishCommand;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.ScheduleOutcome;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A WebSocket in the framed protocol: commands come in, each gets one reply, and channels are
/// subscribed to and left as the client wants. Owned by its loop.
///
/// What a frame brings is taken command by command. While too many publishes are unanswered, a page
/// of history is read, or the client leaves too many bytes unread, the rest of the frame waits and
/// nothing more is read: so a client makes nothing grow but by one frame and one page.
public final class FramedSession extends Session implements TextListener {
  private static final Logger LOG = LoggerFactory.getLogger(FramedSession.class);

  private final FramedContext framed;
  private final Function<byte[], Frame> encoder;
  private final FlowControl flow;
  private final SessionPresence presence;

  private final PendingCommands lines;
  private final Map<ChannelName, Held> held = HashMap.newHashMap(1);
  private boolean connected;
  private boolean taking;
  private boolean reading;
  private boolean closing;

  /// @param encoder puts one text on the wire
  public FramedSession(
      SessionContext context,
      FramedContext framed,
      Outlet outlet,
      Dialect dialect,
      Function<byte[], Frame> encoder) {
    super(context, outlet, dialect);
    this.framed = framed;
    this.lines = new PendingCommands(context.incoming());
    this.encoder = encoder;
    this.presence = new SessionPresence(this, framed.presence(), encoder);
    this.flow = new FlowControl(context, outlet, this::takeOn);
  }

  /// Begins: the client may speak.
  public void open() {
    loop().check();
    outlet().opened();
    loop().schedule(framed.connectWithin(), this::expectConnect);
  }

  private void expectConnect() {
    if (!connected) {
      leave(new CloseReason(CloseCode.NOT_CONNECTED, "no connect in time"));
    }
  }

  private void leave(CloseReason reason) {
    closing = true;
    lines.clear();
    close(reason);
  }

  // ---- in

  @Override
  public void onText(byte[] utf8) {
    if (ended() || closing) {
      return;
    }
    lines.add(new String(utf8, StandardCharsets.UTF_8));
    takeOn();
  }

  private void takeOn() {
    if (taking) {
      return;
    }
    taking = true;
    while (!lines.isEmpty() && mayTake()) {
      take(lines.next());
    }
    taking = false;
    if (!lines.count()) {
      leave(new CloseReason(CloseCode.UNAVAILABLE, "too much was sent and can't be taken yet"));
    }
    boolean unread = outboxFull();
    if (unread) {
      awaitDrain();
    }
    flow.hold(!closing && (unread || !lines.isEmpty()));
  }

  private boolean mayTake() {
    return !ended() && !reading && !flow.full() && !outboxFull();
  }

  private boolean outboxFull() {
    return outlet().waitingBytes() > context().bounds().outboxBytesMax();
  }

  @Override
  void onDrained() {
    presence.catchUp();
    takeOn();
  }

  private void take(String line) {
    switch (ClientFrames.read(line)) {
      case Decoded.Frame<ClientFrame>(ClientFrame.Alive()) -> {}
      case Decoded.Frame<ClientFrame>(ClientFrame.Request(long id, Command command)) -> {
        if (connected || command instanceof Command.Connect) {
          perform(id, command);
        } else {
          fail(id, ErrorCode.UNAUTHORIZED, "connect comes first");
        }
      }
      case Decoded.Refused<ClientFrame>(long id, String message) ->
          fail(id, ErrorCode.BAD_REQUEST, message);
      case Decoded.Broken<ClientFrame>(String message) ->
          leave(new CloseReason(CloseCode.BAD_FRAME, message));
    }
  }

  private void perform(long id, Command command) {
    switch (command) {
      case Command.Connect connect -> connect(id, connect);
      case Command.Subscribe subscribe -> subscribe(id, subscribe);
      case Command.Unsubscribe(String channel) -> unsubscribe(id, channel);
      case Command.Publish publish -> publish(id, publish);
      case Command.History history -> history(id, history);
      case Command.Presence(String channel) -> presence(id, channel);
      case Command.Refresh _ -> fail(id, ErrorCode.UNAUTHORIZED, NO_TOKENS);
      case Command.Ping() -> reply(id, new Reply.Pong());
    }
  }

  // ---- connect

  private static final String NO_TOKENS = "this server has no tokens configured";

  private void connect(long id, Command.Connect connect) {
    if (connected) {
      fail(id, ErrorCode.CONFLICT, "connected already");
    } else if (connect.token() != null) {
      fail(id, ErrorCode.UNAUTHORIZED, NO_TOKENS);
      leave(new CloseReason(CloseCode.BAD_TOKEN, NO_TOKENS));
    } else {
      connected = true;
      String name = ensureSessionId().toString();
      String user = connect.user();
      presence.introduce(user == null ? name : user, connect.info());
      int ping = Math.toIntExact(framed.ping().toSeconds());
      reply(id, new Reply.Connected(name, user, ping, null));
    }
  }

  // ---- subscribe and unsubscribe

  private void subscribe(long id, Command.Subscribe subscribe) {
    Optional<ChannelName> channel = ChannelName.parse(subscribe.channel());
    Optional<Since> since =
        subscribe.since() == null ? Optional.of(new Since.Now()) : Since.parse(subscribe.since());
    if (channel.isEmpty()) {
      fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (since.isEmpty()) {
      fail(id, ErrorCode.BAD_REQUEST, Since.FORMS);
    } else if (!framed.policies().anyoneMaySubscribe(channel.get())) {
      fail(id, ErrorCode.FORBIDDEN, "no grant to subscribe to " + channel.get());
    } else if (subscribe.presence() != PresenceWish.NONE && !presenceIsTold(channel.get())) {
      fail(id, ErrorCode.FORBIDDEN, noPresence(channel.get()));
    } else if (held.containsKey(channel.get())) {
      fail(id, ErrorCode.CONFLICT, "subscribed to " + channel.get() + " already");
    } else if (held.size() >= framed.subscriptionsMax()) {
      String most = "a session has at most " + framed.subscriptionsMax() + " subscriptions";
      fail(id, ErrorCode.TOO_LARGE, most);
    } else {
      Held begun = new Held(id, subscribe.presence());
      held.put(channel.get(), begun);
      begun.subscription = subscribe(channel.get(), since.get());
    }
  }

  private boolean presenceIsTold(ChannelName channel) {
    return framed.policies().policyFor(channel).presence().told();
  }

  private static String noPresence(ChannelName channel) {
    return "presence is not on for " + channel;
  }

  @Override
  boolean mayReceive() {
    return true; // the hub offers nothing before a subscription stands
  }

  @Override
  void onSubscribed(Subscription subscription, ChannelLog.Start start) {
    Held begun = held.get(subscription.channel());
    if (begun == null || ended()) {
      return;
    }
    begun.stands = true;
    String epoch = subscription.epoch();
    Position from = new Position(epoch, start.cursor());
    Position newest = new Position(epoch, Math.max(start.cursor(), subscription.head()));
    Replay.Gap gap = start.gap();
    reply(begun.id, new Reply.Subscribed(newest, from, gap == null));
    if (gap != null) {
      tell(subscription, gap);
    }
    if (presenceIsTold(subscription.channel())) {
      presence.enter(subscription.channel(), begun.presence);
    }
    if (subscription.isBehind()) {
      behind(subscription);
    }
  }

  @Override
  void onRefused(ChannelName channel, Unavailable why) {
    Held ended = held.remove(channel);
    if (ended != null) {
      fail(ended.id, ErrorCode.UNAVAILABLE, why.reason());
    }
  }

  private void unsubscribe(long id, String name) {
    Held ending = ChannelName.parse(name).map(held::remove).orElse(null);
    if (ending == null || ending.subscription == null) {
      fail(id, ErrorCode.UNKNOWN_CHANNEL, "not subscribed to that channel");
      return;
    }
    unsubscribe(ending.subscription);
    presence.exit(ending.subscription.channel());
    if (!ending.stands) {
      fail(ending.id, ErrorCode.CONFLICT, "unsubscribed meanwhile");
    }
    reply(id, new Reply.Unsubscribed());
  }

  /// A subscription, or one that is about to stand.
  private static final class Held {
    /// Of the subscribe command.
    private final long id;

    private final PresenceWish presence;
    private @Nullable Subscription subscription;
    private boolean stands;

    Held(long id, PresenceWish presence) {
      this.id = id;
      this.presence = presence;
    }
  }

  // ---- publish

  private void publish(long id, Command.Publish publish) {
    switch (PublishCommand.read(publish, context().clock().wallMillis(), ensureSessionId())) {
      case PublishCommand.Refused(String message) -> fail(id, ErrorCode.BAD_REQUEST, message);
      case PublishCommand.Good(var channel, var draft, long atMillis) -> {
        flow.began();
        framed
            .scheduler()
            .publish(channel, draft, atMillis, loop(), outcome -> published(id, outcome));
      }
    }
  }

  private void published(long id, ScheduleOutcome outcome) {
    switch (outcome) {
      case ScheduleOutcome.Scheduled(var message) -> reply(id, new Reply.Scheduled(message));
      case ScheduleOutcome.Settled(PublishOutcome.Accepted(var message)) ->
          reply(id, new Reply.Published(message));
      case ScheduleOutcome.Settled(PublishOutcome.Duplicate(var message)) ->
          reply(id, new Reply.Published(message));
      case ScheduleOutcome.Settled(PublishOutcome.Refused(ErrorCode code, String message)) ->
          fail(id, code, message);
    }
    flow.done();
  }

  // ---- history

  private static final String TOO_MUCH_WAITS = "too much waits for slow clients";

  private void history(long id, Command.History history) {
    Optional<ChannelName> channel = ChannelName.parse(history.channel());
    int most = framed.historyPageMax();
    int limit =
        history.limit() == null ? Math.min(HistoryRange.LIMIT_DEFAULT, most) : history.limit();
    if (channel.isEmpty()) {
      fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (limit > most) {
      String range = "limit is a number from 1 to " + most;
      fail(id, ErrorCode.BAD_REQUEST, range);
    } else if (!framed.policies().anyoneMaySubscribe(channel.get())) {
      fail(id, ErrorCode.FORBIDDEN, "no grant to read " + channel.get());
    } else if (context().budget().exhausted()) {
      fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
    } else {
      reading = true;
      readPage(id, channel.get(), HistoryPages.rangeOf(history), limit);
    }
  }

  private void readPage(long id, ChannelName channel, HistoryRange range, int limit) {
    Consumer<HistoryRange.Outcome> then =
        outcome -> {
          reading = false;
          if (context().budget().exhausted()) {
            fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
          } else {
            reply(id, HistoryPages.replyOf(channel, outcome));
          }
          takeOn();
        };
    range.readFrom(framed.logs(), channel, limit, loop(), then);
  }

  // ---- presence

  private void presence(long id, String name) {
    Optional<ChannelName> channel = ChannelName.parse(name);
    if (channel.isEmpty()) {
      fail(id, ErrorCode.BAD_REQUEST, ChannelName.FORM);
    } else if (!framed.policies().anyoneMaySubscribe(channel.get())) {
      fail(id, ErrorCode.FORBIDDEN, "no grant to read " + channel.get());
    } else if (!presenceIsTold(channel.get())) {
      fail(id, ErrorCode.FORBIDDEN, noPresence(channel.get()));
    } else if (context().budget().exhausted()) {
      fail(id, ErrorCode.UNAVAILABLE, TOO_MUCH_WAITS);
    } else {
      reading = true;
      framed
          .presence()
          .read(
              channel.get(),
              present -> {
                reading = false;
                reply(id, present);
                takeOn();
              });
    }
  }

  @Override
  void onEnd(int code) {
    lines.clear();
    presence.exitAll();
  }

  // ---- out

  private void fail(long id, ErrorCode code, String message) {
    LOG.debug("a command is refused: {}: {}", code.word(), message);
    reply(id, Reply.Failed.of(code, message));
  }

  private void reply(long id, Reply reply) {
    if (!ended()) {
      String line = ServerFrames.write(new ServerFrame.Answer(id, reply));
      say(encoder.apply(line.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
