package dev.belfry.server.simulation;

import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The calls of a handler for one connection of a client, on threads of the embedding program: each
/// is judged, and each text answered. What is wrong is kept, since the session outlives a handler
/// that throws.
final class HandlerCalls implements ClientHandler, Executor {
  private static final int SLOW_MILLIS_MAX = 9;

  private final String name;
  private final SimulatedLoop threads;
  private final Random random;
  private final boolean waitsForCalls;
  private @Nullable Violation violation;
  private boolean underWay;
  private boolean working;
  private boolean opened;
  private boolean closed;
  private int texts;

  /// @param threads stands for those that the calls run on
  /// @param waitsForCalls whether a call is taken for ended only when it has
  HandlerCalls(String name, SimulatedLoop threads, Random random, boolean waitsForCalls) {
    this.name = name;
    this.threads = threads;
    this.random = random;
    this.waitsForCalls = waitsForCalls;
  }

  @Override
  public void execute(Runnable call) {
    note(Breach.CALLS_OVERLAP, !underWay, "a call while another is under way");
    underWay = true;
    later(() -> {
      underWay = false;
      call.run();
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
          work.run();
          working = false;
        };
    if (waitsForCalls) {
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
      var _ = client.send("heard." + number);
    });
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
        !underWay && opened == (connected || closed) && !(connected && closed),
        () -> name + ": " + this + (connected ? ", connected" : ", gone"));
  }

  @Override
  public String toString() {
    return texts + " texts" + (opened ? ", opened" : "") + (closed ? ", closed" : "");
  }
}
