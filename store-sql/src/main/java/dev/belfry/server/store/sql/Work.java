package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// What the writer is asked to do.
sealed interface Work {
  /// Work that clients cause as much of as they like, so that what waits of it has a bound. It is
  /// always answered.
  sealed interface Bounded extends Work {
    /// The size of the data that it carries.
    int dataBytes();

    /// Answers that it was not done, or that nobody knows.
    void refuse(Unavailable why);
  }

  /// Work that changes nothing on disk.
  sealed interface Question extends Bounded {
    @Override
    default int dataBytes() {
      return 0;
    }
  }

  record Append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then)
      implements Bounded {
    @Override
    public int dataBytes() {
      return draft.data().length;
    }

    @Override
    public void refuse(Unavailable why) {
      answer(why);
    }

    void answer(AppendOutcome outcome) {
      caller.execute(() -> then.accept(outcome));
    }
  }

  record Later(
      ChannelName channel, Draft draft, long atMillis, Loop caller, Consumer<Schedule.Outcome> then)
      implements Bounded {
    @Override
    public int dataBytes() {
      return draft.data().length;
    }

    @Override
    public void refuse(Unavailable why) {
      answer(new Schedule.Outcome.NotKept(why));
    }

    void answer(Schedule.Outcome outcome) {
      caller.execute(() -> then.accept(outcome));
    }
  }

  record Cancel(Ulid id, Loop caller, Consumer<Schedule.Cancellation> then) implements Bounded {
    @Override
    public int dataBytes() {
      return 0;
    }

    @Override
    public void refuse(Unavailable why) {
      answer(Schedule.Cancellation.UNAVAILABLE);
    }

    void answer(Schedule.Cancellation outcome) {
      caller.execute(() -> then.accept(outcome));
    }
  }

  record Register(ChannelName channel, HeadListener listener) implements Question {
    /// At once where the caller is the listener's loop: then nothing is left to be taken back.
    @Override
    public void refuse(Unavailable why) {
      Loop loop = listener.loop();
      if (loop.inLoop()) {
        listener.refused(why);
      } else {
        loop.execute(() -> listener.refused(why));
      }
    }
  }

  record Unregister(ChannelName channel, HeadListener listener) implements Work {}

  record Find(ChannelName channel, Loop caller, Consumer<Logs.Found> then) implements Question {
    @Override
    public void refuse(Unavailable why) {
      answer(why);
    }

    void answer(Logs.Found found) {
      caller.execute(() -> then.accept(found));
    }
  }

  /// Whether an append would be kept.
  record Ready(Loop caller, Consumer<Boolean> then) implements Question {
    @Override
    public void refuse(Unavailable why) {
      answer(false);
    }

    void answer(boolean ready) {
      caller.execute(() -> then.accept(ready));
    }
  }

  /// Loops have read on: appends that were held back for their sake may go ahead.
  record LetGo(SqlLog log) implements Work {}

  /// Trims what is overdue, appends what is due, and looks after the database; comes again and
  /// again.
  record Sweep(Runnable taken) implements Work {}
}
