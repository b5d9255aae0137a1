package dev.belfry.server.simulation;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import java.util.List;

/// Servers whose logs are read wrongly: messages are lost, repeated, or gaps not told.
enum DeliveryFault implements Fault {
  /// Of several messages that a loop reads live in one run, the first is skipped.
  SKIPS_LIVE(Breach.LOST) {
    @Override
    public Replay tail(Replay replay, long after) {
      return replay instanceof Replay.Batch(List<Message> run, long through) && run.size() > 1
          ? new Replay.Batch(run.subList(1, run.size()), through)
          : replay;
    }
  },

  /// The loop's subscribers fall behind, and the run that made them is lost.
  LOSES_THE_RUN_WHEN_BEHIND(Breach.LOST) {
    @Override
    public Replay tail(Replay replay, long after) {
      return replay instanceof Replay.Gap ? new Replay.CaughtUp() : replay;
    }
  },

  /// One who catches up takes itself to be live one message too early.
  LIVE_ONE_TOO_EARLY(Breach.LOST) {
    @Override
    public Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Batch(List<Message> run, long reached) && !run.isEmpty()
          ? new Replay.Batch(run.subList(0, run.size() - 1), reached)
          : replay;
    }
  },

  /// The loop believes that it has read one message more than it has.
  LIVE_ONE_TOO_LATE(Breach.LOST) {
    @Override
    public long registeredHead(long head) {
      return head + 1;
    }
  },

  /// One who resumes gets its last message again.
  REPEATS_AFTER_RESUME(Breach.TWICE) {
    @Override
    public boolean repeatsWhere(ChannelLog.Start start) {
      return start.gap() == null && start.cursor() > 0;
    }
  },

  /// One who resumes is said to begin a message earlier.
  RESUMES_TOO_EARLY(Breach.RESUMED_TOO_EARLY) {
    @Override
    public ChannelLog.Start start(ChannelLog.Start start) {
      return start.gap() == null && start.cursor() > 0
          ? new ChannelLog.Start(start.cursor() - 1, null)
          : start;
    }
  },

  /// One who resumes too late is not told.
  TELLS_NO_GAP_ON_RESUME(Breach.SILENT_GAP) {
    @Override
    public ChannelLog.Start start(ChannelLog.Start start) {
      return new ChannelLog.Start(start.cursor(), null);
    }
  },

  /// One who was too slow for what is kept is not told.
  TELLS_NO_GAP_WHEN_BEHIND(Breach.SILENT_GAP) {
    @Override
    public Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Gap(Long _, long resume)
          ? new Replay.Batch(List.of(), resume)
          : replay;
    }
  },

  /// A gap is told as larger than it is.
  MISCOUNTS_A_GAP(Breach.WRONG_GAP) {
    @Override
    public ChannelLog.Start start(ChannelLog.Start start) {
      return start.gap() instanceof Replay.Gap(Long missed, long resume) && missed != null
          ? new ChannelLog.Start(start.cursor(), new Replay.Gap(missed + 1, resume))
          : start;
    }
  },

  /// A message is skipped where one batch of catching up ends and the next begins.
  SKIPS_BETWEEN_BATCHES(Breach.LOST) {
    @Override
    public Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Batch(List<Message> run, long reached) && reached < through
          ? new Replay.Batch(run, reached + 1)
          : replay;
    }
  };

  private final Breach breach;

  DeliveryFault(Breach breach) {
    this.breach = breach;
  }

  @Override
  public Breach breach() {
    return breach;
  }
}
