package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/// Publishes numbered messages over HTTP, some at a time, and writes down what was answered. One
/// with idempotency keys sends what was not answered again, in order, when it runs next, and what
/// was refused at once; one without leaves it at that.
final class Publisher {
  /// How a publisher goes about it.
  ///
  /// @param keys whether each message has an idempotency key
  /// @param window requests on their way at a time
  /// @param paddingBytesMax of a message, beside its name
  record Manner(boolean keys, int window, int paddingBytesMax) {}

  private static final JsonMapper JSON = new JsonMapper();
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
    Deque<String> underWay = new ArrayDeque<>();
    try (RawConnection connection = RawConnection.open(port)) {
      while (!over.getAsBoolean() || !underWay.isEmpty()) {
        while (underWay.size() < manner.window() && !over.getAsBoolean()) {
          String text = again.isEmpty() ? nextText() : again.remove();
          underWay.add(text);
          send(connection, text);
        }
        if (!underWay.isEmpty()) {
          boolean tryAgain = readAnswer(connection, underWay.element());
          String answered = underWay.remove();
          if (tryAgain) {
            again.addFirst(answered);
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

  private void send(RawConnection connection, String text) throws IOException {
    ledger.sent(text);
    String path = "/notifications/" + ledger.channel();
    if (manner.keys()) {
      String key = text.substring(0, text.lastIndexOf(' ')).replace(' ', '.');
      connection.post(path, text, "Idempotency-Key: " + key);
    } else {
      connection.post(path, text);
    }
  }

  /// Returns whether the same has to be sent again.
  private boolean readAnswer(RawConnection connection, String text) throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    switch (head.status()) {
      case 201 -> ledger.acknowledged(text, JSON.readTree(body).get("position").asString());
      case 503 -> {
        ledger.refused();
        LockSupport.parkNanos(BEFORE_TRYING_AGAIN.toNanos());
        return manner.keys();
      }
      default -> ledger.problem("answered " + head.status() + " " + body);
    }
    return false;
  }
}
