package dev.belfry.server.simulation;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to appear later, as it was acknowledged.
final class Appointments {
  private static final String PREFIX = "later.";

  private final Clock clock;
  private final Map<String, Appointment> byText = new HashMap<>();
  private final List<Appointment> all = new ArrayList<>();

  Appointments(Clock clock) {
    this.clock = clock;
  }

  enum State {
    /// Nobody said, or what was said went down with the server: it may appear or not.
    UNKNOWN,
    /// It must appear.
    KEPT,
    /// It must not.
    CANCELLED,
    APPEARED
  }

  /// One of them.
  static final class Appointment {
    private final ChannelName channel;
    private final String text;
    private final long atMillis;
    private State state = State.UNKNOWN;
    @Nullable Ulid id;

    private Appointment(ChannelName channel, String text, long atMillis) {
      this.channel = channel;
      this.text = text;
      this.atMillis = atMillis;
    }

    @Override
    public String toString() {
      return text + " for " + atMillis + ", " + state;
    }
  }

  @Nullable Appointment any(Random random) {
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  Appointment ask(ChannelName channel, String text, long atMillis) {
    Appointment made = new Appointment(channel, text, atMillis);
    byText.put(text, made);
    all.add(made);
    return made;
  }

  void answered(Appointment made, Schedule.Outcome outcome) {
    if (outcome instanceof Schedule.Outcome.Kept(Ulid id, long _)) {
      made.id = id;
      made.state = made.state == State.UNKNOWN ? State.KEPT : made.state;
    }
  }

  void askToCancel(Appointment one) {
    one.state = one.state == State.KEPT ? State.UNKNOWN : one.state;
  }

  void cancelled(Appointment one, Schedule.Cancellation outcome) {
    switch (outcome) {
      case DONE -> {
        Violation.unless(
            Breach.CANCELLED_APPEARED, one.state != State.APPEARED, one + ", and was cancelled");
        one.state = State.CANCELLED;
      }
      case UNKNOWN, UNAVAILABLE -> {}
      case REFUSED -> throw new IllegalStateException("refused, though everybody may cancel");
    }
  }

  /// A store has just appended a message.
  void appended(String text) {
    Appointment one = byText.get(text);
    if (!text.startsWith(PREFIX) || one == null) {
      return;
    }
    Violation.unless(Breach.CANCELLED_APPEARED, one.state != State.CANCELLED, one + ", appeared");
    Violation.unless(
        Breach.TOO_EARLY,
        one.atMillis <= clock.wallMillis(),
        one + ", appeared at " + clock.wallMillis());
    one.state = State.APPEARED;
  }

  /// A message has left the store that kept it, and is in its channel, which is in memory now.
  void handedOver(String text) {
    Appointment one = byText.get(text);
    Violation.unless(
        Breach.CANCELLED_APPEARED, one != null && one.state != State.CANCELLED, text + ": " + one);
    one.state = State.APPEARED;
  }

  /// The run has ended, and channels that were in memory with it: what was on its way there is gone
  /// as all that was in them.
  void endWithMemory(List<ChannelName> channels, Set<String> kept) {
    for (Appointment one : all) {
      if (channels.contains(one.channel) && one.state == State.KEPT && !kept.contains(one.text)) {
        one.state = State.UNKNOWN;
      }
    }
  }

  /// The store was set back to an older state, which keeps these.
  void setBack(Set<String> kept) {
    for (Appointment one : all) {
      one.state = kept.contains(one.text) ? State.KEPT : State.UNKNOWN;
    }
  }

  /// A store keeps these.
  void verify(Set<String> kept) {
    for (Appointment one : all) {
      boolean there = kept.contains(one.text);
      Violation.unless(Breach.FORGOTTEN, there || one.state != State.KEPT, one + ", is forgotten");
      Violation.unless(
          Breach.STILL_SCHEDULED,
          !there || one.state == State.KEPT || one.state == State.UNKNOWN,
          one + ", is still kept");
    }
  }

  /// All their times have come.
  void verifyAppeared() {
    for (Appointment one : all) {
      Violation.unless(Breach.FORGOTTEN, one.state != State.KEPT, one + ", never appeared");
    }
  }
}
