package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import javax.net.ssl.SSLContext;

/// How clients reach what is checked.
///
/// @param ports the port to connect to next, given a number that the client drew
/// @param interrupted whether connections, handshakes and answers may fail for a while; then
///   clients try again until they succeed
/// @param tls whom clients trust; empty for connections in the clear
/// @param publishEveryMillis how long each publisher waits between two messages, on average
public record Reach(
    IntUnaryOperator ports, boolean interrupted, Optional<SSLContext> tls, int publishEveryMillis) {
  private static final int PUBLISH_EVERY_MILLIS = 2;
  private static final int LOTS = 1_000_000;
  private static final int PAUSE_MILLIS_MIN = 20;
  private static final int PAUSE_MILLIS_MAX = 200;

  /// A client that is not answered for so long tries another connection.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// One server, which is there all the time.
  public static Reach of(int port) {
    return new Reach(_ -> port, false, Optional.empty(), PUBLISH_EVERY_MILLIS);
  }

  /// Several, any of which may be away for a while.
  public static Reach interrupted(IntUnaryOperator ports) {
    return new Reach(ports, true, Optional.empty(), PUBLISH_EVERY_MILLIS);
  }

  RawConnection open(Whim whim) throws IOException {
    return open(whim, 0);
  }

  RawConnection open(Whim whim, int receiveBufferBytes) throws IOException {
    int port = ports.applyAsInt(whim.between(0, LOTS));
    return tls.isPresent()
        ? RawConnection.open(tls.get(), port, receiveBufferBytes)
        : RawConnection.open(port, receiveBufferBytes);
  }

  /// Waits before so many more messages are published.
  void pace(Whim whim, int messages) {
    whim.stop(0, 2 * publishEveryMillis * messages);
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
