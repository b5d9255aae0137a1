package dev.belfry.conformance.checker;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntUnaryOperator;

/// How clients reach what is checked.
///
/// @param ports the port to connect to next, given a number that the client drew
/// @param interrupted whether connections, handshakes and answers may fail for a while; then
///   clients try again until they succeed
public record Reach(IntUnaryOperator ports, boolean interrupted) {
  private static final int LOTS = 1_000_000;
  private static final int PAUSE_MILLIS_MIN = 20;
  private static final int PAUSE_MILLIS_MAX = 200;

  /// A client that is not answered for so long tries another connection.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// One server, which is there all the time.
  public static Reach of(int port) {
    return new Reach(_ -> port, false);
  }

  /// Several, any of which may be away for a while.
  public static Reach interrupted(IntUnaryOperator ports) {
    return new Reach(ports, true);
  }

  int port(Whim whim) {
    return ports.applyAsInt(whim.between(0, LOTS));
  }

  /// Takes a failure as one that may occur, and waits a moment.
  ///
  /// @throws IOException the failure itself, where none may occur
  void tolerate(IOException failure, Whim whim) throws IOException {
    if (!interrupted || Thread.currentThread().isInterrupted()) {
      throw failure;
    }
    pause(whim);
  }

  /// Waits a moment before another attempt, where attempts may fail.
  void pause(Whim whim) {
    if (interrupted) {
      whim.stop(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX);
    }
  }
}
