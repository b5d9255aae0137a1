package dev.belfry.conformance.wire;

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
    if (left == 0 && !ended) {
      left = Integer.parseInt(connection.readLine(), 16);
      ended = left == 0;
      if (ended) {
        connection.readLine();
      }
    }
    if (ended) {
      return -1;
    }
    int b = connection.readByte();
    left--;
    if (left == 0) {
      connection.readLine();
    }
    return b;
  }
}
