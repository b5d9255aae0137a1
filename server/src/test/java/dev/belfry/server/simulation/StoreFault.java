package dev.belfry.server.simulation;

import java.util.List;

/// Servers whose database is not what was committed. Only the real store can have them.
enum StoreFault implements Fault {
  /// A publish is acknowledged before its commit, so that a kill may undo it.
  ACKNOWLEDGES_BEFORE_THE_COMMIT(Breach.LOST) {
    @Override
    public boolean losesTheLastCommit() {
      return true;
    }
  },

  /// What was scheduled for a channel that is not durable any more does not reach it.
  DROPS_WHAT_CHANGED_ITS_STORE(Breach.FORGOTTEN) {
    @Override
    public boolean dropsWhatIsHandedOver() {
      return true;
    }
  },

  /// Idempotency keys are forgotten when the server starts again.
  FORGETS_KEYS_AT_A_RESTART(Breach.KEPT_TWICE) {
    @Override
    public List<String> changes() {
      return List.of("DELETE FROM idempotency_key");
    }
  },

  /// The newest message of a channel is lost when the server starts again.
  LOSES_A_MESSAGE_AT_A_RESTART(Breach.LOST) {
    @Override
    public List<String> changes() {
      return List.of(
          "DELETE FROM message WHERE (channel, message_offset) IN (SELECT id, head FROM channel)");
    }
  },

  /// And its offset is given to the next one.
  USES_AN_OFFSET_TWICE(Breach.OFFSET_USED_TWICE) {
    @Override
    public List<String> changes() {
      return List.of(
          "DELETE FROM message WHERE (channel, message_offset) IN (SELECT id, head FROM channel)",
          "UPDATE channel SET head = head - 1 WHERE head > 0");
    }
  },

  /// What is scheduled is forgotten when the server starts again.
  FORGETS_WHAT_IS_SCHEDULED(Breach.FORGOTTEN) {
    @Override
    public List<String> changes() {
      return List.of("DELETE FROM scheduled");
    }
  },

  /// What is scheduled appears as soon as the server has started again.
  APPEARS_TOO_EARLY(Breach.TOO_EARLY) {
    @Override
    public List<String> changes() {
      return List.of("UPDATE scheduled SET at = 0");
    }
  },

  /// A restored backup goes on in the epoch that it was taken from.
  KEEPS_THE_EPOCH_OF_A_BACKUP(Breach.WRONG_EPOCH) {
    @Override
    public List<String> changes() {
      return List.of("UPDATE store SET restored = 0, clean = 1");
    }
  };

  private final Breach breach;

  StoreFault(Breach breach) {
    this.breach = breach;
  }

  @Override
  public Breach breach() {
    return breach;
  }
}
