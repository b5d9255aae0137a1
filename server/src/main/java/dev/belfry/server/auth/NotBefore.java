package dev.belfry.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// When each user was last told to go: what was issued to them before is not taken any more. Read
/// by every thread.
///
/// A fixed number of slots, so that no number of users makes it grow and nothing is ever forgotten.
/// Users that share a slot share its time: a token of theirs from before it is refused too, and a
/// new one helps.
public final class NotBefore {
  private static final int SLOTS = 1 << 16;

  private final AtomicLongArray millisBySlot = new AtomicLongArray(SLOTS);

  /// When that was heard of here, by this node's clock.
  private final AtomicLongArray heardBySlot = new AtomicLongArray(SLOTS);

  private final byte[] seed;

  /// @param seed random bytes, so that nobody outside knows who shares a slot
  public NotBefore(byte[] seed) {
    this.seed = seed.clone();
  }

  /// Refuses what was issued to the user before this time.
  public void set(UserId user, long millis) {
    set(user, millis, millis);
  }

  /// Refuses what was issued to the user before a time, which is heard of later.
  ///
  /// @param heardMillis when, by this node's clock
  public void set(UserId user, long millis, long heardMillis) {
    int slot = slotOf(user);
    if (millisBySlot.getAndAccumulate(slot, millis, Math::max) < millis) {
      heardBySlot.accumulateAndGet(slot, Math.max(millis, heardMillis), Math::max);
    }
  }

  /// Whether what the application answered is taken. The time is of a node, whose clock may differ
  /// from that of the one where the user was told to go: so what was asked before that was heard of
  /// is not taken either.
  ///
  /// @param askedAtMillis in milliseconds since 1970
  public boolean admitsAnswer(UserId user, long askedAtMillis) {
    return askedAtMillis >= heardBySlot.get(slotOf(user));
  }

  /// Whether what was issued then is taken. What does not say when it was issued is not, once a
  /// time is set.
  ///
  /// @param issuedAtMillis in milliseconds since 1970
  public boolean admits(UserId user, OptionalLong issuedAtMillis) {
    long notBefore = millisBySlot.get(slotOf(user));
    return notBefore == 0
        || (issuedAtMillis.isPresent() && issuedAtMillis.getAsLong() >= notBefore);
  }

  private int slotOf(UserId user) {
    byte[] hash = Sha256.of(seed, user.text().getBytes(StandardCharsets.UTF_8));
    return (hash[0] & 0xFF) << Byte.SIZE | (hash[1] & 0xFF);
  }
}
