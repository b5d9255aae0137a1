package dev.belfry.server.simulation;

import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.HandlerSession;
import dev.belfry.server.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A client of an embedding program's handler: its texts are calls of the handler, one after
/// another, which answers each.
final class HandlerClient extends LineClient {
  private static final int TOGETHER = 2;

  /// What it has sent and the server has not read yet.
  private final ArrayDeque<String> unread = new ArrayDeque<>();

  /// The calls of this run of the server, one for each connection.
  private final List<HandlerCalls> all = new ArrayList<>();

  private final Truth truth;
  private @Nullable HandlerCalls calls;
  private Fault fault = Fault.NONE;
  private int sent;
  private int answered;

  HandlerClient(
      String name, List<ChannelName> channels, Random random, SimulatedLoops loops, Truth truth) {
    super(name, SessionKind.RAW, channels, random, loops);
    this.truth = truth;
  }

  @Override
  Session open(Door door, FaultyOutlet outlet) {
    asked = List.of(new Since.Now());
    unread.clear();
    sent = 0;
    answered = 0;
    fault = door.fault();
    HandlerCalls handler =
        new HandlerCalls(
            name + "-" + connections,
            channels.getFirst(),
            loops.loops().get(SimulatedServer.HANDLERS),
            random,
            truth,
            fault);
    calls = handler;
    all.add(handler);
    var session =
        new HandlerSession(
            door.room(),
            outlet,
            new LineDialect(true),
            AnonymousIdentities.CLIENT,
            channels.getFirst(),
            handler,
            utf8 -> new Text(new String(utf8, StandardCharsets.US_ASCII) + "\n"),
            handler);
    session.open();
    return session;
  }

  @Override
  void act(Session session) {
    int texts = 1 + random.nextInt(12);
    for (int i = 0; i < texts; i++) {
      unread.add("say." + sent++);
    }
  }

  /// The server reads what was sent, as much as it takes.
  ///
  /// @return whether that was anything
  private boolean send() {
    int before = unread.size();
    speak((session, outlet) -> {
      while (outlet.taking() && !unread.isEmpty()) {
        List<String> together = new ArrayList<>();
        while (together.size() < TOGETHER && !unread.isEmpty()) {
          together.add(unread.remove());
        }
        for (String text : fault.arriving(together)) {
          if (outlet.taking()) {
            ((HandlerSession) session).onText(text.getBytes(StandardCharsets.US_ASCII));
          } else {
            unread.addFirst(text);
          }
        }
      }
    });
    return unread.size() < before;
  }

  @Override
  void read(int bytesMax) {
    var _ = send();
    super.read(bytesMax);
  }

  @Override
  boolean readAll() {
    boolean taken = send();
    boolean heard = super.readAll();
    return taken || heard;
  }

  @Override
  void hear(String line, Session session) {
    if (!line.startsWith("heard.")) {
      super.hear(line, session);
      return;
    }
    Violation.unless(
        Breach.CALLS_OUT_OF_ORDER,
        line.equals("heard." + answered),
        () -> name + " was answered " + line + " in place of " + answered);
    answered++;
  }

  @Override
  void closed(CloseReason reason, Session session) {
    HandlerCalls now = calls;
    Violation.unless(
        Breach.REFUSED,
        reason.code() != 1011 || (now != null && now.threw()),
        () -> name + " was closed: " + reason);
    super.closed(reason, session);
  }

  @Override
  void nothingIsOwed() {
    super.nothingIsOwed();
    Violation.unless(Breach.NOT_READ_AGAIN, unread.isEmpty(), () -> "never read: " + unread);
    all.forEach(each -> each.verify(each == calls));
    HandlerCalls now = calls;
    if (now != null) {
      Violation.unless(Breach.NOT_CLOSED, !now.threw() || !connected(), () -> name + ": " + now);
    }
    if (now != null && !now.threw()) {
      Violation.unless(
          Breach.CALL_LOST,
          answered == sent,
          () -> "of " + sent + " texts " + answered + " were answered; " + now);
    }
  }

  @Override
  void serverEnded() {
    all.clear();
    calls = null;
  }
}
