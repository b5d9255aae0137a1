package dev.belfry.conformance.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/// A network: a TCP proxy that can fail in the ways that networks do. Any thread.
public final class Link implements AutoCloseable {
  /// How it is.
  public enum State {
    /// All goes through.
    OPEN,
    /// Connections end, and new ones with them.
    CUT,
    /// Connections stay, and nothing goes through.
    SILENT,
    /// All goes through, late.
    SLOW
  }

  private static final Duration LATE = Duration.ofMillis(60);
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final ServerSocket listening;
  private final IntSupplier targets;
  private final int attempts;
  private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.OPEN;

  /// One that leads to a port.
  public Link(int target) throws IOException {
    this(() -> target, 1);
  }

  /// One that leads each connection elsewhere.
  ///
  /// @param targets the port that is tried next
  /// @param attempts how many are tried for one connection
  Link(IntSupplier targets, int attempts) throws IOException {
    this.targets = targets;
    this.attempts = attempts;
    this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  public void become(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next == State.CUT) {
      passages.forEach(Passage::close);
    }
  }

  /// Every connection of now has one end that is told it is over, and the other is not.
  ///
  /// @param atNear whether it is the end that connected
  void halfClose(boolean atNear) {
    passages.forEach(passage -> passage.halfClose(atNear));
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    try {
      if (awaitPassable() == State.CUT) {
        throw new IOException("the link is cut");
      }
      Socket far = far();
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Passage passage = new Passage(near, far);
      passages.add(passage);
      Thread.ofVirtual().start(() -> passage.carry(near, far));
      Thread.ofVirtual().start(() -> passage.carry(far, near));
    } catch (IOException | InterruptedException refused) {
      close(near);
    }
  }

  /// A connection to the first target that takes one.
  private Socket far() throws IOException {
    IOException refused = new IOException("no target");
    for (int i = 0; i < attempts; i++) {
      Socket far = new Socket();
      InetAddress address = listening.getInetAddress();
      try {
        far.connect(new InetSocketAddress(address, targets.getAsInt()), CONNECT_MILLIS_MAX);
        return far;
      } catch (IOException failure) {
        refused = failure;
        close(far);
      }
    }
    throw refused;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Waits while it is silent.
  private State awaitPassable() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (state == State.SILENT) {
        changed.await();
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /// A connection from the near side, and the one to the far side that belongs to it.
  private final class Passage {
    private final Socket near;
    private final Socket far;
    private volatile boolean half;

    Passage(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void carry(Socket from, Socket to) {
      byte[] bytes = new byte[BUFFER_BYTES];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
          if (awaitPassable() == State.SLOW) {
            LockSupport.parkNanos(LATE.toNanos());
          }
          out.write(bytes, 0, count);
        }
      } catch (IOException | InterruptedException over) {
        // as at an orderly end
      }
      if (!half) {
        close();
      }
    }

    void halfClose(boolean atNear) {
      half = true;
      try {
        (atNear ? near : far).shutdownOutput();
      } catch (IOException over) {
        close();
      }
    }

    void close() {
      passages.remove(this);
      Link.close(near);
      Link.close(far);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    become(State.CUT);
  }
}
