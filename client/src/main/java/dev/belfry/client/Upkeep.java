package dev.belfry.client;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.Reply;
import dev.belfry.protocol.ServerFrames;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Keeps a connection: a token, a socket, `connect` and all that the program wants; when it is
/// lost, a wait and the same again, until the program or the server ends it. Belongs to the loop.
final class Upkeep implements Link.Events {
  /// How long a close may take once it is asked for.
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// The server gives 10 s for an answer to a ping, which is not seen while the link is held.
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(4);

  private final ConnectionSettings settings;
  private final TaskLoop loop;
  private final Commands commands;
  private final Subscriptions subscriptions;
  private final InboxUpdates updates;
  private final Tokens tokens;
  private final ServerLines lines;
  private final Backoff backoff;
  private @Nullable Link link;
  private @Nullable Problem refusal;
  private boolean live;
  private boolean closing;
  private boolean over;
  private int attempt;
  private long liveNanos;
  private long heardNanos;
  private long saidNanos;
  private Duration silence;

  Upkeep(
      ConnectionSettings settings,
      TaskLoop loop,
      Commands commands,
      Subscriptions subscriptions,
      InboxUpdates updates) {
    this.settings = settings;
    this.loop = loop;
    this.commands = commands;
    this.subscriptions = subscriptions;
    this.tokens = new Tokens(settings, loop, commands);
    this.updates = updates;
    this.lines = new ServerLines(commands, subscriptions, updates);
    this.backoff = settings.backoff();
    this.silence = settings.timings().silence();
  }

  void begin() {
    watch();
    connect();
  }

  private void connect() {
    int mine = ++attempt;
    tokens.fetch(
        token -> {
          if (isStill(mine)) {
            open(token);
          }
        },
        reason -> {
          if (isStill(mine)) {
            lost("no token: " + reason, backoff.next());
          }
        });
  }

  private boolean isStill(int mine) {
    return mine == attempt && !over;
  }

  private void open(@Nullable String token) {
    Link opening = new Link(loop, this);
    link = opening;
    refusal = null;
    heardNanos = System.nanoTime();
    silence = settings.timings().silence();
    tokens.took(token);
    WebSocket.Builder builder = settings.http().newWebSocketBuilder();
    settings.headers().forEach(builder::header);
    var unused =
        builder
            .subprotocols(ServerFrames.SUBPROTOCOL)
            .connectTimeout(settings.timings().connect())
            .buildAsync(settings.address(), opening)
            .whenComplete((socket, error) -> {
              if (error != null) {
                loop.post(() -> notOpened(opening, error));
              }
            });
  }

  private void notOpened(Link opening, Throwable error) {
    if (opening != link) {
      return;
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof WebSocketHandshakeException answered) {
      int status = answered.getResponse().statusCode();
      Problem problem = new Problem(status, "unknown", "no WebSocket at " + settings.address());
      if (!problem.temporary()) {
        end(problem);
        return;
      }
    }
    lost(Reasons.ofConnect(error, settings.address()), backoff.next());
  }

  @Override
  public void opened(Link opened) {
    if (opened != link) {
      opened.abort();
    } else if (!opened.subprotocol().equals(ServerFrames.SUBPROTOCOL)) {
      end(new Problem(200, "unknown", "the server doesn't speak " + ServerFrames.SUBPROTOCOL));
    } else {
      opened.sendTogether(() -> greet(opened));
    }
  }

  /// Says who we are and, without waiting for the answer, all that the program wants: where the
  /// server does not take us, it takes nothing of that either. Subscriptions go first, so that a
  /// program hears what it publishes after them.
  private void greet(Link opened) {
    Command greeting = new Command.Connect(tokens.current(), settings.user(), settings.info());
    var unused = commands.askOn(opened, greeting).thenAccept(reply -> greeted(opened, reply));
    subscriptions.use(opened);
    updates.use(opened);
    commands.use(opened);
  }

  private void greeted(Link greeter, Reply reply) {
    switch (reply) {
      case Reply.Connected connected -> {
        live = true;
        liveNanos = System.nanoTime();
        silence = shorter(silence, Duration.ofSeconds(2L * Math.max(1, connected.pingSeconds())));
        settings.onState().accept(new ListenState.Open());
        tokens.use(greeter, connected.expiresSeconds());
      }
      case Reply.Failed failed when failed.temporary() -> {
        lines.ignore(greeter);
        broken(greeter, failed.message());
      }
      case Reply.Failed failed -> {
        lines.ignore(greeter);
        refusal = Problem.of(failed); // the close code that follows has the verdict
        loop.schedule(
            GOODBYE,
            () -> {
              if (greeter == link && !over) {
                end(Problem.of(failed));
              }
            });
      }
      case Reply other -> broken(greeter, "a connect is not answered by " + other);
    }
  }

  @Override
  public void frame(Link from, String text) {
    if (from != link || over) {
      return;
    }
    heardNanos = System.nanoTime();
    String violation = lines.take(from, text);
    if (violation != null) {
      broken(from, violation);
    } else if (closing && commands.areAnswered()) {
      from.close();
    }
  }

  // ---- losing it

  @Override
  public void closed(Link by, int code, String reason) {
    if (by != link || over) {
      return;
    }
    if (closing) {
      end(null);
    } else if (code == CloseCode.LEAVING) {
      lost("the server is leaving", Leaving.delay(reason, settings.random(), backoff));
    } else if (CloseCode.reconnects(code)) {
      lost(("closed: " + code + " " + reason).strip(), backoff.next());
    } else {
      end(refusal == null ? Problem.ofClose(code, reason) : refusal);
    }
  }

  @Override
  public void broken(Link by, String reason) {
    if (by == link && !over) {
      by.abort();
      lost(reason, backoff.next());
    }
  }

  private void lost(String reason, Duration delay) {
    long lastedNanos = System.nanoTime() - liveNanos;
    if (live && lastedNanos > settings.timings().backoffMost().toNanos()) {
      backoff.reset();
    }
    forgetLink();
    if (closing) {
      end(null);
      return;
    }
    settings.onState().accept(new ListenState.Waiting(delay, reason));
    int mine = ++attempt;
    loop.schedule(
        delay,
        () -> {
          if (isStill(mine)) {
            connect();
          }
        });
  }

  private void forgetLink() {
    link = null;
    live = false;
    tokens.linkLost();
    commands.linkLost();
    subscriptions.linkLost();
    updates.linkLost();
  }

  /// The program wants no more: what it asked is still answered, in bounds, then it ends.
  void close() {
    closing = true;
    subscriptions.end(new SubscriptionEnd.Closed());
    Link last = link;
    if (last == null || !last.isOpen()) {
      end(null);
    } else if (commands.areAnswered()) {
      last.close();
      loop.schedule(GOODBYE, () -> end(null));
    } else {
      loop.schedule(settings.timings().answer(), last::close);
      loop.schedule(settings.timings().answer().plus(GOODBYE), () -> end(null));
    }
  }

  /// @param problem null if the program wants it so
  private void end(@Nullable Problem problem) {
    if (over) {
      return;
    }
    over = true;
    Link last = link;
    forgetLink();
    if (last != null) {
      last.abort();
    }
    commands.close(problem == null ? "the connection was closed" : problem.toString());
    subscriptions.end(
        problem == null ? new SubscriptionEnd.Closed() : new SubscriptionEnd.Refused(problem));
    settings
        .onState()
        .accept(problem == null ? new ListenState.Closed() : new ListenState.Refused(problem));
    loop.end();
  }

  // ---- watching it

  private void watch() {
    Link watched = link;
    if (watched != null && !over) {
      look(watched, System.nanoTime());
    }
    Duration shortest = shorter(silence, settings.timings().answer());
    loop.schedule(shorter(Duration.ofSeconds(1), shortest.dividedBy(4)), this::watch);
  }

  private void look(Link watched, long now) {
    if (watched.isHeld()) {
      heardNanos = now;
      if (now - saidNanos > shorter(SIGN_OF_LIFE, silence.dividedBy(4)).toNanos()) {
        saidNanos = now;
        watched.send("{}");
      }
    } else if (now - heardNanos > silence.toNanos()) {
      broken(watched, "nothing heard for " + silence);
      return;
    }
    if (commands.isOverdue(settings.timings().answer())) {
      broken(watched, "no answer within " + settings.timings().answer());
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
