package dev.belfry.server.simulation;

import dev.belfry.server.log.Draft;

/// Servers that answer wrongly, or tell wrongly who is present.
enum AnswerFault implements Fault {
  /// A retry is kept as a message of its own.
  FORGETS_KEYS(Breach.KEPT_TWICE) {
    @Override
    public Draft draft(Draft draft) {
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
    public int answers() {
      return 2;
    }
  },

  /// A publish is never answered.
  NEVER_ANSWERS(Breach.UNANSWERED) {
    @Override
    public int answers() {
      return 0;
    }
  },

  /// The reply to a framed subscribe says that nothing was missed, and then comes a gap.
  SAYS_RECOVERED_BEFORE_A_GAP(Breach.WRONG_REPLY) {
    @Override
    public String replies(String line) {
      return line.replace("\"recovered\":false", "\"recovered\":true");
    }
  },

  /// It says that a gap follows, and none does.
  ANNOUNCES_A_GAP_FOR_NOTHING(Breach.WRONG_REPLY) {
    @Override
    public String replies(String line) {
      return line.replace("\"recovered\":true", "\"recovered\":false");
    }
  },

  /// A framed command is answered twice.
  REPLIES_TWICE(Breach.ANSWERED_TWICE) {
    @Override
    public String replies(String line) {
      return line + line;
    }
  },

  /// A framed client's replies that say nothing but `ok`, to a ping and to an unsubscribe, are
  /// lost.
  LOSES_BARE_REPLIES(Breach.UNANSWERED) {
    @Override
    public String replies(String line) {
      return line.endsWith("\"ok\":{}}\n") ? "" : line;
    }
  },

  /// A watcher of a channel is not told that somebody left.
  LOSES_A_LEAVE(Breach.GHOST) {
    @Override
    public String replies(String line) {
      return line.startsWith("{\"presence\"") && line.contains("\"left\":") ? "" : line;
    }
  },

  /// A watcher is told of each who comes twice.
  TELLS_OF_A_JOIN_TWICE(Breach.PRESENT_TWICE) {
    @Override
    public String replies(String line) {
      return line.startsWith("{\"presence\"") && line.contains("\"joined\":") ? line + line : line;
    }
  },

  /// A watcher that could not take what changed is not told anew after its socket has drained.
  TELLS_NOTHING_ANEW_AFTER_A_DRAIN(Breach.ABSENT) {
    @Override
    public boolean tellsPresenceAnew() {
      return false;
    }
  };

  private final Breach breach;

  AnswerFault(Breach breach) {
    this.breach = breach;
  }

  @Override
  public Breach breach() {
    return breach;
  }
}
