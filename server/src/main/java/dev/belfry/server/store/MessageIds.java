package dev.belfry.server.store;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidFactory;
import dev.belfry.server.runtime.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The ids that one owner gives to messages: ULIDs, whose first 48 bits are the time. One thread
/// uses it.
public final class MessageIds {
  private final Clock clock;
  private final UlidFactory rising;
  private final RandomGenerator secret;

  private MessageIds(Clock clock, UlidFactory rising, RandomGenerator secret) {
    this.clock = clock;
    this.rising = rising;
    this.secret = secret;
  }

  /// Ids of an owner of its own.
  ///
  /// @param random secure where ids must not be guessed
  public static MessageIds of(RandomGenerator random, Clock clock) {
    LongSupplier bits = random::nextLong;
    return new MessageIds(clock, UlidFactory.newMonotonicInstance(bits, clock::wallMillis), random);
  }

  /// An id that is greater than all before it. Who knows one can guess the next.
  public Ulid next() {
    return rising.create();
  }

  /// An id that nobody can guess from others: all its 80 bits beside the time are drawn anew. For
  /// what is scheduled, since who knows such an id may cancel the message.
  public Ulid nextSecret() {
    long timeMillis = clock.wallMillis();
    return new Ulid((timeMillis << 16) | (secret.nextLong() & 0xFFFF), secret.nextLong());
  }
}
