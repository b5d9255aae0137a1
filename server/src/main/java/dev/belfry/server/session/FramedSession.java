package dev.belfry.server.session;

import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.LoopCounters.Family;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A WebSocket in the framed protocol: commands come in, and each gets one reply. Owned by its
/// loop.
///
/// What a frame brings is taken command by command. While too many publishes are unanswered, a page
/// is read, or the client leaves too many bytes unread, the rest of the frame waits and nothing
/// more is read: so a client makes nothing grow but by one frame and one page.
public final class FramedSession extends Session implements TextListener {
  private static final Logger LOG = LoggerFactory.getLogger(FramedSession.class);

  /// Commands that are taken in one turn of the loop; then other clients have theirs.
  private static final int TURN_COMMANDS_MAX = 256;

  private static final Duration BETWEEN_TURNS = Duration.ofMillis(1);

  private final FramedContext framed;
  private final Function<byte[], Frame> encoder;
  private final SessionPresence presence;
  private final FramedSubscriptions subscriptions;
  private final FramedPublishes publishes;
  private final FramedPages pages;
  private final FramedConnecting connecting;
  private final FramedInbox inbox;
  private final PendingCommands pending;
  private boolean taking;
  private boolean turnIsDue;
  private boolean closing;

  /// @param encoder puts one text on the wire
  public FramedSession(
      SessionContext context,
      FramedContext framed,
      Outlet outlet,
      Dialect dialect,
      ClientIdentity client,
      Function<byte[], Frame> encoder) {
    super(context, outlet, dialect, client);
    this.framed = framed;
    this.encoder = encoder;
    this.presence = new SessionPresence(this, framed.presence(), encoder);
    this.subscriptions = new FramedSubscriptions(this, framed, presence);
    this.publishes = new FramedPublishes(this, framed.scheduler(), this::takeOn);
    this.pages = new FramedPages(this, framed, this::takeOn);
    this.connecting = new FramedConnecting(this, framed, presence, this::takeOn);
    this.inbox = new FramedInbox(this, framed, connecting::user, encoder, this::takeOn);
    this.pending = new PendingCommands(context.incoming(), outlet.peer());
  }

  /// Begins: the client may speak.
  public void open() {
    loop().check();
    connecting.opened();
    if (!identity().count()) {
      leave(SessionIdentity.TOO_MANY);
      return;
    }
    outlet().opened();
    loop().schedule(framed.connectWithin(), this::expectConnect);
  }

  private void expectConnect() {
    if (!connecting.done()) {
      leave(new CloseReason(CloseCode.NOT_CONNECTED, "no connect in time"));
    }
  }

  void leave(CloseReason reason) {
    closing = true;
    pending.clear();
    close(reason);
  }

  // ---- in

  @Override
  public void onText(byte[] utf8) {
    if (ended() || closing) {
      return;
    }
    pending.add(utf8);
    takeOn();
  }

  private void takeOn() {
    if (taking) {
      return;
    }
    taking = true;
    for (int i = 0; i < TURN_COMMANDS_MAX && !pending.isEmpty() && mayTake(); i++) {
      take(pending.next());
    }
    taking = false;
    if (!pending.isEmpty() && mayTake()) {
      takeOnInTheNextTurn();
    }
    if (!pending.count()) {
      leave(new CloseReason(CloseCode.UNAVAILABLE, "too much was sent and can't be taken yet"));
    }
    boolean unread = outboxFull();
    if (unread) {
      awaitDrain();
    }
    publishes.holdReading(!closing && (unread || !pending.isEmpty()));
  }

  private void takeOnInTheNextTurn() {
    if (!turnIsDue) {
      turnIsDue = true;
      loop()
          .schedule(
              BETWEEN_TURNS,
              () -> {
                turnIsDue = false;
                takeOn();
              });
    }
  }

  private boolean mayTake() {
    return !ended()
        && !connecting.underWay()
        && !pages.underWay()
        && !inbox.underWay()
        && !publishes.full()
        && !outboxFull();
  }

  private boolean outboxFull() {
    return outlet().waitingBytes() > context().bounds().outboxBytesMax();
  }

  @Override
  void onDrained() {
    presence.catchUp();
    inbox.catchUp();
    takeOn();
  }

  private void take(String line) {
    switch (ClientFrames.read(line)) {
      case Decoded.Frame<ClientFrame>(ClientFrame.Alive()) -> {}
      case Decoded.Frame<ClientFrame>(ClientFrame.Request(long id, Command command)) -> {
        if (connecting.done() || command instanceof Command.Connect) {
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
      case Command.Connect connect -> connecting.connect(id, connect);
      case Command.Subscribe subscribe -> subscriptions.subscribe(id, subscribe);
      case Command.Unsubscribe(String channel) -> subscriptions.unsubscribe(id, channel);
      case Command.Publish publish -> publishes.publish(id, publish);
      case Command.History history -> pages.history(id, history);
      case Command.Presence(String channel) -> pages.presence(id, channel);
      case Command.Inbox asked -> inbox.inbox(id, asked);
      case Command.Mark(InboxMark mark) -> inbox.mark(id, mark);
      case Command.Refresh(String token) -> connecting.refresh(id, token);
      case Command.Ping() -> reply(id, new Reply.Pong());
    }
  }

  // ---- what the hub says of its subscriptions

  @Override
  boolean mayReceive() {
    return true; // the hub offers nothing before a subscription stands
  }

  @Override
  void onSubscribed(Subscription subscription, ChannelLog.Start start) {
    subscriptions.stands(subscription, start);
  }

  @Override
  void onForbidden(Subscription subscription) {
    subscriptions.forbidden(subscription);
  }

  @Override
  void expiring(long endsAtMillis) {
    push(new Push.Expiring(endsAtMillis / 1_000));
  }

  @Override
  void onRefused(ChannelName channel, Unavailable why) {
    subscriptions.refused(channel, why);
  }

  @Override
  void onEnd(int code) {
    pending.clear();
    presence.exitAll();
    inbox.end();
  }

  // ---- out

  void fail(long id, ErrorCode code, String message) {
    // What is wrong with a command may be told with a piece of it, which no log is to have.
    boolean quotes = code == ErrorCode.BAD_REQUEST;
    LOG.debug(
        "a command is refused: {}: {}", code.word(), quotes ? "not as it should be" : message);
    reply(id, Reply.Failed.of(code, message));
  }

  /// Whether the client may not do something; then it is told so.
  boolean forbids(long id, Action action, ChannelName channel) {
    Verdict verdict = identity().verdict(action, channel);
    if (verdict.allowed()) {
      return false;
    }
    String why = "no grant to " + action.name().toLowerCase(Locale.ROOT) + " " + channel;
    fail(id, verdict == Verdict.UNAUTHORIZED ? ErrorCode.UNAUTHORIZED : ErrorCode.FORBIDDEN, why);
    return true;
  }

  void reply(long id, Reply reply) {
    if (reply instanceof Reply.Failed failed) {
      loop().counters().add(Family.REFUSALS, "framed", failed.code().word(), 1);
    }
    write(new ServerFrame.Answer(id, reply));
  }

  void push(Push push) {
    write(push);
  }

  private void write(ServerFrame frame) {
    if (!ended()) {
      String line = ServerFrames.write(frame);
      say(encoder.apply(line.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
