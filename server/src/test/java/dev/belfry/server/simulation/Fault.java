package dev.belfry.server.simulation;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Deliberately broken servers, to show that the simulation finds what it is for.
enum Fault {
  /// Nothing is wrong.
  NONE,

  /// Of several messages that a loop reads live in one run, the first is skipped.
  SKIPS_LIVE(Breach.LOST) {
    @Override
    Replay tail(Replay replay, long after) {
      return replay instanceof Replay.Batch(List<Message> run, long through) && run.size() > 1
          ? new Replay.Batch(run.subList(1, run.size()), through)
          : replay;
    }
  },

  /// The loop's subscribers fall behind, and the run that made them is lost.
  LOSES_THE_RUN_WHEN_BEHIND(Breach.LOST) {
    @Override
    Replay tail(Replay replay, long after) {
      return replay instanceof Replay.Gap ? new Replay.CaughtUp() : replay;
    }
  },

  /// One who catches up takes itself to be live one message too early.
  LIVE_ONE_TOO_EARLY(Breach.LOST) {
    @Override
    Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Batch(List<Message> run, long reached) && !run.isEmpty()
          ? new Replay.Batch(run.subList(0, run.size() - 1), reached)
          : replay;
    }
  },

  /// The loop believes that it has read one message more than it has.
  LIVE_ONE_TOO_LATE(Breach.LOST) {
    @Override
    long registeredHead(long head) {
      return head + 1;
    }
  },

  /// One who resumes gets its last message again.
  REPEATS_AFTER_RESUME(Breach.TWICE) {
    @Override
    boolean repeatsWhere(ChannelLog.Start start) {
      return start.gap() == null && start.cursor() > 0;
    }
  },

  /// One who resumes is said to begin a message earlier.
  RESUMES_TOO_EARLY(Breach.RESUMED_TOO_EARLY) {
    @Override
    ChannelLog.Start start(ChannelLog.Start start) {
      return start.gap() == null && start.cursor() > 0
          ? new ChannelLog.Start(start.cursor() - 1, null)
          : start;
    }
  },

  /// One who resumes too late is not told.
  TELLS_NO_GAP_ON_RESUME(Breach.SILENT_GAP) {
    @Override
    ChannelLog.Start start(ChannelLog.Start start) {
      return new ChannelLog.Start(start.cursor(), null);
    }
  },

  /// One who was too slow for what is kept is not told.
  TELLS_NO_GAP_WHEN_BEHIND(Breach.SILENT_GAP) {
    @Override
    Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Gap(Long _, long resume)
          ? new Replay.Batch(List.of(), resume)
          : replay;
    }
  },

  /// A gap is told as larger than it is.
  MISCOUNTS_A_GAP(Breach.WRONG_GAP) {
    @Override
    ChannelLog.Start start(ChannelLog.Start start) {
      return start.gap() instanceof Replay.Gap(Long missed, long resume) && missed != null
          ? new ChannelLog.Start(start.cursor(), new Replay.Gap(missed + 1, resume))
          : start;
    }
  },

  /// A retry is kept as a message of its own.
  FORGETS_KEYS(Breach.KEPT_TWICE) {
    @Override
    Draft draft(Draft draft) {
      return new Draft(
          draft.data(),
          draft.kind(),
          null,
          draft.replaceKey(),
          draft.expiresAtMillis(),
          draft.publisherSession());
    }
  },

  /// A publish is answered twice.
  ANSWERS_TWICE(Breach.ANSWERED_TWICE) {
    @Override
    int answers() {
      return 2;
    }
  },

  /// A publish is never answered.
  NEVER_ANSWERS(Breach.UNANSWERED) {
    @Override
    int answers() {
      return 0;
    }
  },

  /// A message is skipped where one batch of catching up ends and the next begins.
  SKIPS_BETWEEN_BATCHES(Breach.LOST) {
    @Override
    Replay read(Replay replay, long after, long through) {
      return replay instanceof Replay.Batch(List<Message> run, long reached) && reached < through
          ? new Replay.Batch(run, reached + 1)
          : replay;
    }
  },

  /// The reply to a framed subscribe says that nothing was missed, and then comes a gap.
  SAYS_RECOVERED_BEFORE_A_GAP(Breach.WRONG_REPLY) {
    @Override
    String replies(String line) {
      return line.replace("\"recovered\":false", "\"recovered\":true");
    }
  },

  /// It says that a gap follows, and none does.
  ANNOUNCES_A_GAP_FOR_NOTHING(Breach.WRONG_REPLY) {
    @Override
    String replies(String line) {
      return line.replace("\"recovered\":true", "\"recovered\":false");
    }
  },

  /// A framed command is answered twice.
  REPLIES_TWICE(Breach.ANSWERED_TWICE) {
    @Override
    String replies(String line) {
      return line + line;
    }
  },

  /// A framed client's replies that say nothing but `ok`, to a ping and to an unsubscribe, are
  /// lost.
  LOSES_BARE_REPLIES(Breach.UNANSWERED) {
    @Override
    String replies(String line) {
      return line.endsWith("\"ok\":{}}\n") ? "" : line;
    }
  },

  /// A watcher of a channel is not told that somebody left.
  LOSES_A_LEAVE(Breach.GHOST) {
    @Override
    String replies(String line) {
      return line.startsWith("{\"presence\"") && line.contains("\"left\":") ? "" : line;
    }
  },

  /// A watcher is told of each who comes twice.
  TELLS_OF_A_JOIN_TWICE(Breach.PRESENT_TWICE) {
    @Override
    String replies(String line) {
      return line.startsWith("{\"presence\"") && line.contains("\"joined\":") ? line + line : line;
    }
  },

  /// A watcher that could not take what changed is not told anew after its socket has drained.
  TELLS_NOTHING_ANEW_AFTER_A_DRAIN(Breach.ABSENT) {
    @Override
    boolean tellsPresenceAnew() {
      return false;
    }
  },

  /// A call of a handler is taken for ended when it has only begun.
  WAITS_FOR_NO_CALL(Breach.CALLS_OVERLAP) {
    @Override
    boolean waitsForCalls() {
      return false;
    }
  },

  /// Of two texts for a handler that come together the second is taken first.
  SWAPS_TEXTS(Breach.CALLS_OUT_OF_ORDER) {
    @Override
    List<String> arriving(List<String> texts) {
      return texts.reversed();
    }
  },

  /// And here it is lost.
  LOSES_A_TEXT(Breach.CALL_LOST) {
    @Override
    List<String> arriving(List<String> texts) {
      return texts.subList(0, 1);
    }
  },

  /// A socket that was not read for a while never is again.
  READS_NEVER_AGAIN(Breach.NOT_READ_AGAIN) {
    @Override
    boolean readsAgain() {
      return false;
    }
  },

  /// What a client sent counts on when the client is gone.
  HEARS_OF_NO_END(Breach.INCOMING_HELD) {
    @Override
    boolean hearsOfEnds() {
      return false;
    }
  },

  /// A publish is acknowledged before its commit, so that a kill may undo it.
  ACKNOWLEDGES_BEFORE_THE_COMMIT(Breach.LOST) {
    @Override
    boolean losesTheLastCommit() {
      return true;
    }
  },

  /// What was scheduled for a channel that is not durable any more does not reach it.
  DROPS_WHAT_CHANGED_ITS_STORE(Breach.FORGOTTEN) {
    @Override
    boolean dropsWhatIsHandedOver() {
      return true;
    }
  },

  /// Idempotency keys are forgotten when the server starts again.
  FORGETS_KEYS_AT_A_RESTART(Breach.KEPT_TWICE) {
    @Override
    List<String> changes() {
      return List.of("DELETE FROM idempotency_key");
    }
  },

  /// The newest message of a channel is lost when the server starts again.
  LOSES_A_MESSAGE_AT_A_RESTART(Breach.LOST) {
    @Override
    List<String> changes() {
      return List.of(
          "DELETE FROM message WHERE (channel, place) IN (SELECT id, head FROM channel)");
    }
  },

  /// And its offset is given to the next one.
  USES_AN_OFFSET_TWICE(Breach.OFFSET_USED_TWICE) {
    @Override
    List<String> changes() {
      return List.of(
          "DELETE FROM message WHERE (channel, place) IN (SELECT id, head FROM channel)",
          "UPDATE channel SET head = head - 1 WHERE head > 0");
    }
  },

  /// What is scheduled is forgotten when the server starts again.
  FORGETS_WHAT_IS_SCHEDULED(Breach.FORGOTTEN) {
    @Override
    List<String> changes() {
      return List.of("DELETE FROM scheduled");
    }
  },

  /// What is scheduled appears as soon as the server has started again.
  APPEARS_TOO_EARLY(Breach.TOO_EARLY) {
    @Override
    List<String> changes() {
      return List.of("UPDATE scheduled SET at = 0");
    }
  },

  /// A restored backup goes on in the epoch that it was taken from.
  KEEPS_THE_EPOCH_OF_A_BACKUP(Breach.WRONG_EPOCH) {
    @Override
    List<String> changes() {
      return List.of("UPDATE store SET restored = 0, clean = 1");
    }
  };

  private final @Nullable Breach breach;

  Fault() {
    this.breach = null;
  }

  /// @param breach what it must be found by
  Fault(Breach breach) {
    this.breach = breach;
  }

  /// What it must be found by.
  Breach breach() {
    return Objects.requireNonNull(breach, "nothing is wrong");
  }

  Replay tail(Replay replay, long after) {
    return replay;
  }

  Replay read(Replay replay, long after, long through) {
    return replay;
  }

  ChannelLog.Start start(ChannelLog.Start start) {
    return start;
  }

  long registeredHead(long head) {
    return head;
  }

  Draft draft(Draft draft) {
    return draft;
  }

  int answers() {
    return 1;
  }

  /// Reply lines of a framed session.
  String replies(String line) {
    return line;
  }

  /// Whether a watcher that was told all who are there is told all of them again.
  boolean tellsPresenceAnew() {
    return true;
  }

  /// Whether the next call of a handler waits for the end of the one before it.
  boolean waitsForCalls() {
    return true;
  }

  /// What a handler's session hears of texts that come together.
  List<String> arriving(List<String> texts) {
    return texts;
  }

  /// Whether a socket that was not read is read again.
  boolean readsAgain() {
    return true;
  }

  /// Whether a session is told that its client has gone.
  boolean hearsOfEnds() {
    return true;
  }

  /// What happens to the database before a server opens it.
  List<String> changes() {
    return List.of();
  }

  /// Whether a kill undoes what was committed last.
  boolean losesTheLastCommit() {
    return false;
  }

  /// Whether only the real store can have it.
  boolean needsDatabase() {
    return losesTheLastCommit() || dropsWhatIsHandedOver() || !changes().isEmpty();
  }

  /// Whether what the durable store publishes in memory is lost.
  boolean dropsWhatIsHandedOver() {
    return false;
  }

  /// Whether one who begins there gets the message before it again.
  boolean repeatsWhere(ChannelLog.Start start) {
    return false;
  }
}
