package dev.belfry.server.runtime;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where it is told what becomes of requests, for those who follow one through several programs
/// (OpenTelemetry). Any thread; a call never waits and never fails.
public interface Tracing extends AutoCloseable {
  /// Nobody follows.
  Tracing NONE = (_, _) -> Trace.NONE;

  /// A request is served from now on, or a command of a WebSocket.
  ///
  /// @param name of what is done, of which there are few: `publish`
  /// @param header the value of a header of the request by its name, or null: `traceparent` says
  ///   what the request is a part of (<https://www.w3.org/TR/trace-context/>). A command may have
  ///   that one
  Trace begin(String name, UnaryOperator<@Nullable String> header);

  /// What is left is told, for a moment at most.
  @Override
  default void close() {}

  /// One request that is followed.
  interface Trace {
    Trace NONE =
        new Trace() {
          @Override
          public AppendTrace append(String channel) {
            return AppendTrace.NONE;
          }

          @Override
          public void end(int status) {}

          @Override
          public void end(String outcome, boolean failed) {}
        };

    /// A message of the request goes to its log from now on.
    AppendTrace append(String channel);

    /// The request is answered, by a status of HTTP.
    void end(int status);

    /// What came by a WebSocket is answered.
    ///
    /// @param outcome in a word
    /// @param failed whether the server could not do it
    void end(String outcome, boolean failed);
  }

  /// One message on its way into a log.
  interface AppendTrace {
    AppendTrace NONE =
        new AppendTrace() {
          @Override
          public void appended() {}

          @Override
          public void answered(String outcome) {}
        };

    /// It has its place; whether it keeps it, a commit decides that comes now. A store whose append
    /// is kept at once does not say so.
    void appended();

    /// It is kept, or not.
    ///
    /// @param outcome in a word
    void answered(String outcome);
  }
}
