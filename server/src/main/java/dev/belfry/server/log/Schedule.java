package dev.belfry.server.log;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Messages that are to appear later, kept by the store that keeps their channel's log, as durably
/// as the log. The log's owner owns them too: it appends each once, no sooner than its time by the
/// wall clock and at most about a second after, in the order of their times. What is taken out of
/// the schedule and what is appended is one step.
public interface Schedule {
  /// Keeps a draft until its time. An idempotency key counts from here on. `then` is called once,
  /// on `caller`, perhaps before this returns.
  void schedule(Entry entry, Loop caller, Consumer<Outcome> then);

  /// Takes a message back, if the guard lets it. `then` is called once, on `caller`, perhaps before
  /// this returns.
  void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then);

  /// What is kept.
  ///
  /// @param atMillis when it is to appear, milliseconds since 1970
  /// @param author names who scheduled it; empty for nobody in particular
  record Entry(ChannelName channel, Draft draft, long atMillis, String author) {}

  /// Whether a message may be taken back, by what was kept of it. Asked on the owner's thread.
  @FunctionalInterface
  interface CancelGuard {
    boolean admits(ChannelName channel, String author);
  }

  /// What came of taking a message back.
  enum Cancellation {
    /// It will not appear.
    DONE,

    /// There is none with this id, or it has appeared.
    UNKNOWN,

    /// The guard does not let it.
    REFUSED,

    /// The store can't tell now.
    UNAVAILABLE
  }

  /// What came of scheduling.
  sealed interface Outcome {
    /// It will appear. The same for the second of two with the same key and body.
    ///
    /// @param id the one that the message will have
    /// @param atMillis when, milliseconds since 1970
    record Kept(Ulid id, long atMillis) implements Outcome {}

    /// It will not: a message with this key was appended before, with this body or another, or
    /// there is no room for more.
    record NotKept(AppendOutcome why) implements Outcome {}
  }
}
