package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The calls of a handler for one connection of a client, on threads of the embedding program: each
/// is judged, and each text answered, but where the handler throws; some texts are broadcast. What
/// is wrong is kept, since the session outlives a handler that throws.
final class HandlerCalls implements ClientHandler, Executor {
  private static final int SLOW_MILLIS_MAX = 9;

  private final String name;
  private final ChannelName channel;
  private final SimulatedLoop threads;
  private final ProgramThread thread;
  private final Random random;
  private final Truth truth;
  private final Fault fault;
  private @Nullable Violation violation;
  private boolean underWay;
  private boolean working;
  private boolean opened;
  private boolean closed;
  private boolean threw;
  private int texts;
  private int broadcasts;

  /// @param name of the connection, which no other has
  /// @param threads stands for those that the calls run on
  HandlerCalls(
      String name,
      ChannelName channel,
      SimulatedLoop threads,
      Random random,
      Truth truth,
      Fault fault) {
    this.name = name;
    this.channel = channel;
    this.threads = threads;
    this.thread = new ProgramThread(threads);
    this.random = random;
    this.truth = truth;
    this.fault = fault;
  }

  @Override
  public void execute(Runnable call) {
    note(Breach.CALLS_OVERLAP, !underWay, "a call while another is under way");
    underWay = true;
    later(() -> {
      underWay = false;
      thread.run(call);
    });
  }

  private void later(Runnable task) {
    if (random.nextInt(4) == 0) {
      threads.schedule(Duration.ofMillis(1 + random.nextInt(SLOW_MILLIS_MAX)), task);
    } else {
      threads.execute(task);
    }
  }

  /// What the handler does in a call.
  private void work(Runnable work) {
    note(Breach.CALLS_OVERLAP, !working, "a call while another works");
    working = true;
    Runnable whole =
        () -> {
          try {
            work.run();
          } finally {
            working = false;
          }
        };
    if (fault.waitsForCalls()) {
      whole.run();
    } else {
      later(whole);
    }
  }

  @Override
  public void onOpen(Client client) {
    work(() -> {
      note(Breach.CALLS_OUT_OF_ORDER, !opened && texts == 0 && !closed, "opened");
      opened = true;
    });
  }

  @Override
  public void onMessage(Client client, String text) {
    work(() -> {
      note(Breach.CALLS_OUT_OF_ORDER, opened && !closed, text);
      int number = Integer.parseInt(text.substring(text.indexOf('.') + 1));
      boolean back = number < texts;
      note(back ? Breach.CALLS_OUT_OF_ORDER : Breach.CALL_LOST, number == texts, text);
      texts = number + 1;
      if (random.nextInt(6) == 0 && fault.waitsForCalls()) {
        broadcast(client);
      }
      if (random.nextInt(80) == 0) {
        fail();
      } else {
        var _ = client.send("heard." + number);
      }
    });
  }

  /// Publishes to the channel, and has waited until it is kept.
  private void broadcast(Client client) {
    String text = "session." + name + "." + broadcasts++;
    try {
      client.broadcast(text);
      note(Breach.LOST, truth.keeps(channel, text), text + " is not kept");
    } catch (IllegalStateException refused) {
      boolean ended = "the server has ended".equals(refused.getMessage());
      note(Breach.REFUSED, ended || Channels.durable(channel), text + ": " + refused);
    }
  }

  private void fail() {
    threw = true;
    if (fault.hearsOfThrows()) {
      throw new IllegalStateException("thrown on purpose");
    }
  }

  /// Whether a call threw, so that the client has to go.
  boolean threw() {
    return threw;
  }

  @Override
  public void onClose(Client client, int code) {
    work(() -> {
      note(Breach.CALLS_OUT_OF_ORDER, opened && !closed, "closed " + code);
      closed = true;
    });
  }

  private void note(Breach breach, boolean kept, String call) {
    if (!kept && violation == null) {
      violation = new Violation(breach, name + ": " + call + " after " + this);
    }
  }

  /// All calls have ended.
  ///
  /// @param connected whether its client is
  void verify(boolean connected) {
    if (violation != null) {
      throw violation;
    }
    Violation.unless(
        Breach.CALL_LOST,
        !underWay && !thread.waiting() && opened == (connected || closed) && !(connected && closed),
        () -> name + ": " + this + (connected ? ", connected" : ", gone"));
  }

  @Override
  public String toString() {
    return texts + " texts" + (opened ? ", opened" : "") + (closed ? ", closed" : "");
  }
}
