package dev.belfry.server.simulation;

import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.CommandWord;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.PresenceWish;
import dev.belfry.protocol.Push;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FramedSession;
import dev.belfry.server.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client of the framed protocol: several commands in one frame, channels that it listens to and
/// leaves again, and one reply to each command.
final class FramedClient extends SimulatedClient {
  /// Names no place of any log.
  private static final Position NOWHERE = new Position("unknown", 0);

  private final FramedWords words;
  private final Pages pages;
  private final DurableStore store;
  private final Map<Long, Asked> unanswered = new HashMap<>();

  /// All that was said in this connection, answered or not.
  private final Map<Long, CommandWord> said = new HashMap<>();

  /// What it will be subscribed to once the server has taken all that was sent.
  private final Set<ChannelName> held = new HashSet<>();

  /// Whose subscribe was answered, with the session's consent to more.
  private final Set<ChannelName> listening = new HashSet<>();

  /// Gaps that were announced by a reply and have to come next.
  private final Map<ChannelName, Position> gapsDue = new HashMap<>();

  /// What this connection was told of who is present.
  private PresenceTold presence = new PresenceTold();

  /// Who it is in this connection.
  private String user = "";

  /// The last answer to who is there.
  private final Map<ChannelName, Reply.Present> present = new HashMap<>();

  private FramedLines lines = new FramedLines(Fault.NONE, new HashSet<>());
  private boolean scarce;
  private long ids;

  /// A command under way.
  ///
  /// @param since what a subscribe wishes; null for other commands
  /// @param held whether its channel was held when it was sent
  private record Asked(Command command, @Nullable Since since, boolean held, long sentNanos) {}

  FramedClient(
      String name,
      List<ChannelName> channels,
      Random random,
      SimulatedLoops loops,
      Truth truth,
      DurableStore store) {
    super(name, channels, random, loops);
    this.store = store;
    this.words = new FramedWords(this);
    this.pages = new Pages(truth);
  }

  @Override
  Session open(Door door, FaultyOutlet outlet) {
    unanswered.clear();
    said.clear();
    held.clear();
    listening.clear();
    gapsDue.clear();
    scarce = door.scarce();
    presence = new PresenceTold();
    lines = new FramedLines(door.fault(), new HashSet<>());
    var session =
        new FramedSession(
            door.room(), door.framed(), outlet, lines, AnonymousIdentities.CLIENT, lines);
    session.open();
    List<Command> first = new ArrayList<>();
    first.add(new Command.Connect(null, words.user(), null));
    say(session, first);
    listenToAll(session);
    return session;
  }

  // ---- out

  @Override
  void act(Session session) {
    say(session, words.next());
  }

  @Override
  boolean listensToAll() {
    return held.containsAll(channels);
  }

  @Override
  void listenToAll(Session session) {
    List<Command> subscribes = new ArrayList<>();
    for (ChannelName channel : channels) {
      if (!held.contains(channel)) {
        subscribes.add(words.subscribe(channel));
      }
    }
    if (!subscribes.isEmpty()) {
      say(session, subscribes);
    }
  }

  /// Says all of it in one frame.
  private void say(Session session, List<Command> commands) {
    StringBuilder frame = new StringBuilder();
    for (Command command : commands) {
      long id = ids++;
      frame
          .append(ClientFrames.write(new ClientFrame.Request(id, asked(id, command))))
          .append('\n');
    }
    ((FramedSession) session).onText(frame.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /// Notes a command before it is sent, and gives a subscribe its wish.
  private Command asked(long id, Command command) {
    said.put(id, command.word());
    switch (command) {
      case Command.Subscribe(String channel, String _, PresenceWish told) -> {
        ChannelName name = new ChannelName(channel);
        Since since = FramedWords.sayable(wish(name));
        lines.subscribes(channel);
        var wished = new Command.Subscribe(channel, FramedWords.textOf(since), told);
        unanswered.put(id, new Asked(wished, since, !held.add(name), loops.nanos()));
        return wished;
      }
      case Command.Unsubscribe(String channel) ->
          unanswered.put(
              id, new Asked(command, null, held.remove(new ChannelName(channel)), loops.nanos()));
      default -> unanswered.put(id, new Asked(command, null, false, loops.nanos()));
    }
    return command;
  }

  // ---- in

  @Override
  void hear(String line, Session session) {
    if (!(ServerFrames.read(line, this::wordOf) instanceof Decoded.Frame<ServerFrame>(var frame))) {
      throw new Violation(Breach.WRONG_WORDS, name + ": not a frame: " + line);
    }
    switch (frame) {
      case ServerFrame.Answer(long id, Reply reply) -> {
        Asked asked = unanswered.remove(id);
        Violation.unless(
            Breach.ANSWERED_TWICE, asked != null, () -> name + ": answered twice: " + line);
        answered(asked, reply, session);
      }
      case Push.Message(MessageFrame message) -> message(message);
      case Push.Gap(String channel, GapFrame gap) -> gap(listened(channel), gap);
      case Push.Presence(String channel, var change) -> presence.hear(listened(channel), change);
      case Push.Ping _,
          Push.Unsubscribed _,
          Push.Expiring _,
          Push.Notification _,
          Push.Inbox _,
          Push.InboxReset _ ->
          throw new Violation(Breach.WRONG_WORDS, name + ": not asked for: " + line);
    }
  }

  private @Nullable CommandWord wordOf(long id) {
    return said.get(id);
  }

  private void answered(Asked asked, Reply reply, Session session) {
    if (reply instanceof Reply.Failed(ErrorCode code, String message, boolean _)) {
      Violation.unless(
          Breach.REFUSED, mayFail(asked, code), name + ": " + asked + " failed: " + message);
      if (code == ErrorCode.UNAVAILABLE && asked.command instanceof Command.Subscribe) {
        cut(random.nextInt(4)); // and tries again with a new connection
      }
      return;
    }
    switch (reply) {
      case Reply.Subscribed subscribed -> subscribed(asked, subscribed, session);
      case Reply.Unsubscribed() -> {
        ChannelName channel = new ChannelName(((Command.Unsubscribe) asked.command).channel());
        Violation.unless(
            Breach.WRONG_REPLY, asked.held, name + ": left " + channel + ", where it was not");
        listening.remove(channel);
        presence.unsubscribed(channel);
      }
      case Reply.Published(var kept) -> pages.published((Command.Publish) asked.command, kept);
      case Reply.Page page -> pages.read((Command.History) asked.command, page);
      case Reply.Connected(String id, String named, int _, Long _, var _) ->
          user = named == null ? id : named;
      case Reply.Present there ->
          present.put(new ChannelName(((Command.Presence) asked.command).channel()), there);
      case Reply.Pong _ -> {}
      case Reply.Scheduled _, Reply.Refreshed _, Reply.Failed _, Reply.Inbox _, Reply.Marked _ ->
          throw new Violation(Breach.WRONG_REPLY, name + ": " + asked + " was answered " + reply);
    }
  }

  private boolean mayFail(Asked asked, ErrorCode code) {
    return switch (asked.command) {
      case Command.Subscribe(String channel, String _, PresenceWish _) ->
          (code == ErrorCode.CONFLICT && (asked.held || leftMeanwhile(channel)))
              || mayBeRefused(channel, code, asked);
      case Command.Unsubscribe _ -> code == ErrorCode.UNKNOWN_CHANNEL && !asked.held;
      case Command.Publish _ -> code == ErrorCode.UNAVAILABLE || code == ErrorCode.CONFLICT;
      case Command.Presence(String channel) ->
          Channels.presence(new ChannelName(channel)).told()
              ? code == ErrorCode.UNAVAILABLE // too much waits for others
              : code == ErrorCode.FORBIDDEN;
      case Command.History _ -> code == ErrorCode.UNAVAILABLE; // or too much waits for others
      case Command.Connect _, Command.Refresh _, Command.Ping _, Command.Inbox _, Command.Mark _ ->
          false;
    };
  }

  private boolean mayBeRefused(String channel, ErrorCode code, Asked asked) {
    return code == ErrorCode.UNAVAILABLE
        && Channels.durable(new ChannelName(channel))
        && store.mayRefuse(asked.sentNanos);
  }

  /// Whether an unsubscribe is under way; its reply comes right after.
  private boolean leftMeanwhile(String channel) {
    return unanswered.values().stream()
        .anyMatch(asked -> asked.command.equals(new Command.Unsubscribe(channel)));
  }

  /// Where a gap follows, the client stands where it stood until the gap is told.
  private void subscribed(Asked asked, Reply.Subscribed reply, Session session) {
    ChannelName channel = new ChannelName(((Command.Subscribe) asked.command).channel());
    Since since = asked.since;
    Violation.unless(
        Breach.WRONG_REPLY,
        since != null && !asked.held,
        name + ": subscribed twice to " + channel);
    Violation.unless(
        Breach.WRONG_REPLY, listening.add(channel), name + ": listens already to " + channel);
    Position from = reply.from();
    Violation.unless(
        Breach.WRONG_REPLY,
        reply.position().epoch().equals(from.epoch()) && reply.position().offset() >= from.offset(),
        name + ": the newest message lies before the first: " + reply);
    Position stands = from;
    if (!reply.recovered()) {
      gapsDue.put(channel, from);
      stands = since instanceof Since.After(Position position) ? position : NOWHERE;
    }
    heard.told(channel, new Told.Begun(since, stands, session), stands);
    presence.subscribed(channel, ((Command.Subscribe) asked.command).presence());
  }

  private void message(MessageFrame message) {
    ChannelName channel = listened(message.channel());
    Violation.unless(
        Breach.WRONG_REPLY,
        !gapsDue.containsKey(channel),
        () -> name + ": no gap before " + message);
    String text = Truth.textOf(message.data().text().getBytes(StandardCharsets.US_ASCII));
    heard.told(channel, new Told.Said(message.position(), text), message.position());
  }

  private void gap(ChannelName channel, GapFrame gap) {
    Position announced = gapsDue.remove(channel);
    Violation.unless(
        Breach.WRONG_REPLY,
        announced == null ? gap.missed() != null : announced.equals(gap.position()),
        name + ": another gap than the reply announced: " + gap);
    heard.told(channel, new Told.Gap(gap.position(), gap.missed()), gap.position());
  }

  private ChannelName listened(String channel) {
    ChannelName name = new ChannelName(channel);
    Violation.unless(
        Breach.WRONG_WORDS,
        listening.contains(name),
        () -> this.name + " does not listen to " + channel);
    return name;
  }

  @Override
  void closed(CloseReason reason, Session session) {
    Violation.unless(
        Breach.REFUSED,
        reason.code() == CloseCode.LEAVING
            || reason.code() == CloseCode.TOO_SLOW
            || (reason.code() == CloseCode.UNAVAILABLE && scarce),
        name + " was closed: " + reason);
  }

  // ---- who is present

  /// Adds itself to those who are there.
  void attend(Attendance all) {
    listening.stream()
        .filter(channel -> Channels.presence(channel).told())
        .forEach(channel -> all.add(channel, user));
  }

  /// Nobody comes or goes any more: what it was told must be so.
  void verify(Attendance all) {
    try {
      presence.verify(all);
    } catch (Violation violation) {
      throw violation.within(name + ", ", "");
    }
  }

  /// Asks for each of its channels who is there.
  void askWhoIsThere() {
    present.clear();
    speak(session -> say(session, listening.stream().map(FramedWords::presence).toList()));
  }

  /// What it was answered must be so.
  void verifyAnswers(Attendance all) {
    present.forEach(all::verify);
  }

  @Override
  void nothingIsOwed() {
    super.nothingIsOwed();
    Violation.unless(Breach.UNANSWERED, unanswered.isEmpty(), "never answered: " + unanswered);
    Violation.unless(Breach.WRONG_REPLY, gapsDue.isEmpty(), "announced and never told: " + gapsDue);
  }

  @Override
  void verify(
      Truth truth, java.util.function.Function<ChannelName, String> epochs, boolean caughtUp) {
    super.verify(truth, epochs, caughtUp);
    pages.verify(name);
  }
}
