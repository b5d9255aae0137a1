package dev.belfry.conformance.crash;

import dev.belfry.conformance.crash.Line.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Publishes numbered messages, some at a time, and writes down what was answered. One with
/// idempotency keys sends what was not answered again, in order, when it runs next, and what was
/// refused at once; one without leaves it at that.
final class Publisher {
  /// What it publishes over.
  enum Way {
    HTTP {
      @Override
      Line open(int port) throws IOException {
        return new HttpLine(port);
      }
    },
    FRAMED {
      @Override
      Line open(int port) throws IOException {
        return new FramedLine(port);
      }
    };

    abstract Line open(int port) throws IOException;
  }

  /// How a publisher goes about it.
  ///
  /// @param keys whether each message has an idempotency key
  /// @param window messages on their way at a time
  /// @param paddingBytesMax of a message, beside its name
  record Manner(Way way, boolean keys, int window, int paddingBytesMax) {}

  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofMillis(5);

  private final Ledger ledger;
  private final String name;
  private final Manner manner;
  private final Random random;
  private final Deque<String> unsettled = new ArrayDeque<>();
  private int number;

  Publisher(Ledger ledger, String name, Manner manner, Random random) {
    this.ledger = ledger;
    this.name = name;
    this.manner = manner;
    this.random = random;
  }

  /// Publishes until it is over or the server is gone.
  void run(int port, BooleanSupplier over) {
    if (!manner.keys()) {
      unsettled.clear();
    }
    Deque<String> again = new ArrayDeque<>(unsettled);
    unsettled.clear();
    Set<String> underWay = new LinkedHashSet<>();
    try (Line line = manner.way().open(port)) {
      while (!over.getAsBoolean() || !underWay.isEmpty()) {
        while (underWay.size() < manner.window() && !over.getAsBoolean()) {
          String text = again.isEmpty() ? nextText() : again.remove();
          underWay.add(text);
          send(line, text);
        }
        if (!underWay.isEmpty()) {
          Answer answer = line.next();
          underWay.remove(answer.text());
          if (note(answer)) {
            again.addFirst(answer.text());
          }
        }
      }
    } catch (SocketTimeoutException silent) {
      ledger.problem("no answer for " + name + ": " + silent.getMessage());
    } catch (IOException gone) {
      // the server was killed
    }
    unsettled.addAll(underWay);
    unsettled.addAll(again);
  }

  private String nextText() {
    number++;
    int most = random.nextInt(10) == 0 ? manner.paddingBytesMax() : manner.paddingBytesMax() / 20;
    return Ledger.text(name, number, random.nextInt(most + 1));
  }

  private void send(Line line, String text) throws IOException {
    ledger.sent(text);
    String key = text.substring(0, text.lastIndexOf(' ')).replace(' ', '.');
    line.send(ledger.channel(), text, manner.keys() ? key : null);
  }

  /// Returns whether the same has to be sent again.
  private boolean note(Answer answer) {
    switch (answer) {
      case Answer.Kept(String text, String position) -> ledger.acknowledged(text, position);
      case Answer.Unavailable _ -> {
        ledger.refused();
        LockSupport.parkNanos(BEFORE_TRYING_AGAIN.toNanos());
        return manner.keys();
      }
      case Answer.Wrong(String _, String said) -> ledger.problem("answered " + said);
    }
    return false;
  }
}
