package dev.belfry.conformance.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// A body in chunks (RFC 9112 section 7.1); trailers are not expected.
final class ChunkedBody extends InputStream {
  private final RawConnection connection;
  private int left;
  private boolean ended;

  ChunkedBody(RawConnection connection) {
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /// Begins the next chunk. A cut between two chunks is an end too: no event stream has another.
  private void begin() throws IOException {
    try {
      left = Integer.parseInt(connection.readLine(), 16);
      ended = left == 0;
      if (ended) {
        connection.readLine();
      }
    } catch (EOFException cut) {
      ended = true;
    }
  }

  /// Returns what there is as soon as there is something.
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      begin();
    }
    if (ended) {
      return -1;
    }
    int count = connection.readSome(bytes, offset, Math.min(length, left));
    left -= count;
    if (left == 0) {
      connection.readLine();
    }
    return count;
  }
}
