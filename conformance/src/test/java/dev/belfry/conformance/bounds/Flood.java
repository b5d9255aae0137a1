package dev.belfry.conformance.bounds;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.belfry.conformance.wire.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/// Publishes as fast as one connection takes it: many requests on their way at a time, but no more
/// than the 128 that the server's HTTP parser takes.
final class Flood {
  private static final int BATCH = 50;

  private final Semaphore mayBeSent = new Semaphore(2 * BATCH);

  private final RawConnection connection;
  private final byte[] buffer = new byte[64 * 1024];
  private final AnswerCounter answers = new AnswerCounter();
  private volatile boolean failed;

  private Flood(RawConnection connection) {
    this.connection = connection;
  }

  /// Posts the same body to the paths of the numbers `from` to `to`, `to` excluded, and reads all
  /// answers, which must be 201.
  static void run(int port, IntFunction<String> path, int from, int to, String body)
      throws Exception {
    try (RawConnection connection = RawConnection.open(port);
        ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Flood flood = new Flood(connection);
      Future<?> reading =
          reader.submit(() -> {
            flood.read(to - from);
            return flood;
          });
      for (int i = from; i < to && !flood.failed; i += BATCH) {
        flood.mayBeSent.acquire(BATCH);
        connection.send(requests(path, i, Math.min(to, i + BATCH), body));
      }
      reading.get();
    }
  }

  private static byte[] requests(IntFunction<String> path, int from, int to, String body) {
    var batch = new ByteArrayOutputStream(BATCH * (120 + body.length()));
    for (int i = from; i < to; i++) {
      String request =
          "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(path.apply(i), body.length(), body);
      batch.writeBytes(request.getBytes(US_ASCII));
    }
    return batch.toByteArray();
  }

  private void read(int count) throws IOException {
    boolean whole = false;
    try {
      while (answers.created() < count) {
        int before = answers.created();
        answers.read(buffer, connection.readSome(buffer, 0, buffer.length));
        mayBeSent.release(answers.created() - before);
      }
      whole = true;
    } finally {
      failed = !whole;
      mayBeSent.release(BATCH); // nobody waits for answers that do not come
    }
  }

  /// Counts status lines in a stream of answers, without taking them apart any further.
  private static final class AnswerCounter {
    private static final byte[] STATUS_LINE = "HTTP/1.1 ".getBytes(US_ASCII);
    private static final byte[] CREATED = "201".getBytes(US_ASCII);

    private int matched;
    private int created;

    int created() {
      return created;
    }

    void read(byte[] bytes, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        if (matched >= STATUS_LINE.length) {
          status(bytes[i]);
        } else if (bytes[i] == STATUS_LINE[matched]) {
          matched++;
        } else {
          matched = bytes[i] == STATUS_LINE[0] ? 1 : 0;
        }
      }
    }

    private void status(byte digit) throws IOException {
      if (digit != CREATED[matched - STATUS_LINE.length]) {
        throw new IOException("an answer that is not 201 after " + created);
      }
      matched++;
      if (matched == STATUS_LINE.length + CREATED.length) {
        matched = 0;
        created++;
      }
    }
  }
}
