package dev.belfry.conformance.soak;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Clients that make trouble, one after another, and the noise that they listen to.
final class Troubles {
  private static final int MILLIS_MAX = 12_000;
  private static final int NOISE_EVERY_MILLIS = 20;
  private static final int NOISE_BYTES_MAX = 8_000;

  private final SoakedServer server;
  private final Ending ending;
  private final AtomicLong made = new AtomicLong();

  Troubles(SoakedServer server, Ending ending) {
    this.server = server;
    this.ending = ending;
  }

  /// How many there were.
  long made() {
    return made.get();
  }

  /// Makes one after another until it is over.
  Void make(Random random, BooleanSupplier over) throws InterruptedException {
    Trouble[] all = Trouble.values();
    while (!over.getAsBoolean()) {
      Trouble trouble = all[random.nextInt(all.length)];
      int millis = random.nextInt(random.nextBoolean() ? MILLIS_MAX / 10 : MILLIS_MAX);
      try (RawConnection connection = server.open(random.nextBoolean() ? 4096 : 0)) {
        Future<?> end = ending.after(millis, connection);
        trouble.make(connection, random);
        made.incrementAndGet();
        boolean orderly = random.nextInt(4) == 0;
        while (!orderly && !end.isDone() && !over.getAsBoolean()) {
          Soak.pause(50);
        }
      } catch (IOException ended) {
        made.incrementAndGet();
      }
    }
    return null;
  }

  /// Publishes what those who make trouble listen to, until it is over.
  Void noise(Random random, BooleanSupplier over) throws InterruptedException {
    while (!over.getAsBoolean()) {
      try (RawConnection connection = server.open(0)) {
        while (!over.getAsBoolean()) {
          String text = "x".repeat(random.nextInt(NOISE_BYTES_MAX));
          connection.post("/notifications/noise/" + random.nextInt(Trouble.CHANNELS), text);
          connection.readBody(connection.readHead());
          Soak.pause(NOISE_EVERY_MILLIS);
        }
      } catch (IOException ended) {
        Soak.pause(NOISE_EVERY_MILLIS);
      }
    }
    return null;
  }
}
