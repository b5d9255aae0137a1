package dev.belfry.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Closes a stream on which nothing has come for too long: a connection whose other end vanished
/// gives no sign of its own. A virtual thread of its own watches.
final class SilenceWatch implements AutoCloseable {
  private final long silenceNanos;
  private final InputStream stream;
  private final Thread thread;
  private volatile long heardNanos = System.nanoTime();
  private volatile boolean cut;

  private SilenceWatch(Duration silence, InputStream stream) {
    this.silenceNanos = silence.toNanos();
    this.stream = stream;
    this.thread = Thread.ofVirtual().name("belfry-silence").unstarted(this::watch);
  }

  static SilenceWatch start(Duration silence, InputStream stream) {
    SilenceWatch watch = new SilenceWatch(silence, stream);
    watch.thread.start();
    return watch;
  }

  /// Something came.
  void heard() {
    heardNanos = System.nanoTime();
  }

  /// Whether the stream was closed from here.
  boolean hasCut() {
    return cut;
  }

  private void watch() {
    try {
      long left = silenceNanos;
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
        left = silenceNanos - (System.nanoTime() - heardNanos);
      }
      cut = true;
      stream.close();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
