package dev.belfry.server.simulation;

import java.util.List;

/// Servers that treat what clients send wrongly, or the calls of an embedding program's handlers.
enum SessionFault implements Fault {
  /// A call of a handler is taken for ended when it has only begun.
  WAITS_FOR_NO_CALL(Breach.CALLS_OVERLAP) {
    @Override
    public boolean waitsForCalls() {
      return false;
    }
  },

  /// Of two texts for a handler that come together the second is taken first.
  SWAPS_TEXTS(Breach.CALLS_OUT_OF_ORDER) {
    @Override
    public List<String> arriving(List<String> texts) {
      return texts.reversed();
    }
  },

  /// And here it is lost.
  LOSES_A_TEXT(Breach.CALL_LOST) {
    @Override
    public List<String> arriving(List<String> texts) {
      return texts.subList(0, 1);
    }
  },

  /// A socket that was not read for a while never is again.
  READS_NEVER_AGAIN(Breach.NOT_READ_AGAIN) {
    @Override
    public boolean readsAgain() {
      return false;
    }
  },

  /// What a client sent counts on when the client is gone.
  HEARS_OF_NO_END(Breach.INCOMING_HELD) {
    @Override
    public boolean hearsOfEnds() {
      return false;
    }
  },

  /// A broadcast returns before its message is kept.
  WAITS_FOR_NO_PUBLISH(Breach.LOST) {
    @Override
    public boolean waitsForPublishes() {
      return false;
    }
  },

  /// A client whose handler threw stays.
  SURVIVES_A_THROW(Breach.NOT_CLOSED) {
    @Override
    public boolean hearsOfThrows() {
      return false;
    }
  };

  private final Breach breach;

  SessionFault(Breach breach) {
    this.breach = breach;
  }

  @Override
  public Breach breach() {
    return breach;
  }
}
