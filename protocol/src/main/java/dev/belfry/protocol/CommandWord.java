package dev.belfry.protocol;

import java.util.Locale;
import java.util.Optional;

/// The names of the commands on the wire.
public enum CommandWord {
  CONNECT,
  SUBSCRIBE,
  UNSUBSCRIBE,
  PUBLISH,
  HISTORY,
  PRESENCE,
  INBOX,
  MARK,
  REFRESH,
  PING;

  /// The word as it stands in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<CommandWord> of(String word) {
    for (CommandWord command : values()) {
      if (command.word().equals(word)) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }
}
