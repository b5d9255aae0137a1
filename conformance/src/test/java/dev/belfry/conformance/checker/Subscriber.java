package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;

/// A subscriber that may be cut and stall at random, and resumes, until it has seen the end. What
/// it saw is on the board even where it never gets there: then the verdict finds what is missing.
abstract class Subscriber {
  /// Few bytes, so that the server notices soon that this does not read.
  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private static final int FAILURES_MAX = 3;

  private final Reach reach;
  private final Whim whim;
  private final boolean steady;
  private int untilCut;
  private int untilStall;

  /// Makes one.
  ///
  /// @param steady whether it is never cut and never stalls, but reads as fast as it can
  Subscriber(Reach reach, Whim whim, boolean steady) {
    this.reach = reach;
    this.whim = whim;
    this.steady = steady;
  }

  /// Connects again and again; `connected` is called once, when the first connection listens.
  final void run(Runnable connected) {
    int failures = 0;
    boolean first = true;
    while (!finished() && !givesUp(failures)) {
      untilCut = steady ? Integer.MAX_VALUE : whim.between(1, 300);
      untilStall = steady ? Integer.MAX_VALUE : whim.between(1, 400);
      int receiveBufferBytes = steady ? 0 : RECEIVE_BUFFER_BYTES;
      try (RawConnection connection = reach.open(whim, receiveBufferBytes)) {
        connection.patience(Reach.PATIENCE);
        connect(connection);
        if (first) {
          connected.run();
          first = false;
        }
        while (untilCut > 0 && !finished() && readOne()) {
          failures = 0;
        }
      } catch (IOException broken) {
        failures++;
      }
      reach.pause(whim);
    }
  }

  /// Where the system may be away for a while, it goes on until it is cut off.
  private boolean givesUp(int failures) {
    return mayBeRefused() ? Thread.currentThread().isInterrupted() : failures >= FAILURES_MAX;
  }

  /// Whether what it asks for may be refused for a while.
  final boolean mayBeRefused() {
    return reach.interrupted();
  }

  /// Connects, from where it was.
  abstract void connect(RawConnection connection) throws IOException;

  /// Reads one thing and notes it; false where the server has ended the connection.
  abstract boolean readOne() throws IOException;

  /// Whether the end was seen in all channels.
  abstract boolean finished();

  /// Puts what was seen on the boards.
  abstract void close();

  /// To be called for each message.
  final void sawOne() {
    untilCut--;
    untilStall--;
    if (untilStall == 0) {
      whim.stop(50, 700);
    }
  }
}
