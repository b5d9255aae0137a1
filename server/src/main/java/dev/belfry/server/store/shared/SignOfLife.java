package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelName;
import java.util.List;

/// Finds out whether the engine answers: only then can anything be heard of here. Owned by the loop
/// of the shared logs.
final class SignOfLife {
  /// What is asked for: nobody writes there.
  private static final List<ChannelName> PROBED = List.of(new ChannelName("@probe"));

  private final EngineCalls calls;

  /// Whether the engine was asked for a sign of life, and has yet to answer.
  private boolean asking;

  SignOfLife(EngineCalls calls) {
    this.calls = calls;
  }

  void ask() {
    if (asking) {
      return;
    }
    asking = true;
    calls.ask(
        () -> calls.engine().states(PROBED),
        _ -> {
          asking = false;
          calls.silence().broken();
        },
        _ -> asking = false);
  }
}
