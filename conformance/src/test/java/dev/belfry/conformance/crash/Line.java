package dev.belfry.conformance.crash;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One connection to publish over. Several messages may be on their way at a time.
interface Line extends AutoCloseable {
  /// What the server said to one message.
  sealed interface Answer {
    /// The message that is answered.
    String text();

    /// It is kept.
    record Kept(String text, String position) implements Answer {}

    /// It can't be kept now.
    record Unavailable(String text) implements Answer {}

    /// Something that it should not say.
    record Wrong(String text, String answer) implements Answer {}
  }

  /// Sends a message.
  ///
  /// @param key its idempotency key; null for none
  void send(String channel, String text, @Nullable String key) throws IOException;

  /// The next answer, to whichever message.
  ///
  /// @throws IOException where the connection has ended
  Answer next() throws IOException;

  @Override
  void close() throws IOException;
}
