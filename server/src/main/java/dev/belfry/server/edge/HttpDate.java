package dev.belfry.server.edge;

import dev.belfry.server.runtime.Clock;
import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The value of the Date header (RFC 9110 section 6.6.1), written once a second. Owned by a loop.
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private long second = Long.MIN_VALUE;
  private AsciiString text = AsciiString.EMPTY_STRING;

  HttpDate(Clock clock) {
    this.clock = clock;
  }

  AsciiString now() {
    long current = Math.floorDiv(clock.wallMillis(), 1000L);
    if (current != second) {
      second = current;
      text = AsciiString.of(FORMAT.format(Instant.ofEpochSecond(current)));
    }
    return text;
  }
}
