package dev.belfry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Passes on so many lines of each place in the code, that no client can fill a disk by what it
/// makes the server say: some at once, then a few each second. What was left out is counted, and
/// said before the next one. The superclass has one thread at a time come here.
final class RateLimitedAppender extends AppenderBase<ILoggingEvent> {
  private static final int PLACES_MAX = 1_000;
  private static final double SECOND_NANOS = 1e9;

  /// Lines of one place.
  ///
  /// @param burst at once
  /// @param perSecond from then on
  private record Rate(int burst, int perSecond) {}

  /// Refusals and cuts, which somebody asked for who set the level.
  private static final Rate DETAILS = new Rate(1_000, 50);

  private static final Rate OTHERS = new Rate(50, 1);

  private final Appender<ILoggingEvent> next;
  private final LongSupplier nanos;

  /// By logger and form of the message; the one that was quiet for longest comes first.
  private final Map<String, Place> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
          return size() > PLACES_MAX;
        }
      };

  /// @param nanos a clock that never goes back
  RateLimitedAppender(Appender<ILoggingEvent> next, LongSupplier nanos) {
    this.next = next;
    this.nanos = nanos;
  }

  private static final class Place {
    private final Rate rate;
    private double mayWrite;
    private long sinceNanos;
    private long leftOut;

    Place(Rate rate, long nowNanos) {
      this.rate = rate;
      this.mayWrite = rate.burst();
      this.sinceNanos = nowNanos;
    }

    boolean take(long nowNanos) {
      double earned = (nowNanos - sinceNanos) / SECOND_NANOS * rate.perSecond();
      mayWrite = Math.min(rate.burst(), mayWrite + earned);
      sinceNanos = nowNanos;
      if (mayWrite < 1) {
        leftOut++;
        return false;
      }
      mayWrite--;
      return true;
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    long now = nanos.getAsLong();
    Rate rate = event.getLevel().isGreaterOrEqual(Level.INFO) ? OTHERS : DETAILS;
    Place place =
        places.computeIfAbsent(
            event.getLoggerName() + " " + event.getMessage(), _ -> new Place(rate, now));
    if (!place.take(now)) {
      return;
    }
    if (place.leftOut > 0) {
      next.doAppend(leftOut(event, place.leftOut));
      place.leftOut = 0;
    }
    next.doAppend(event);
  }

  private ILoggingEvent leftOut(ILoggingEvent event, long count) {
    LoggerContext loggers = (LoggerContext) getContext();
    return new LoggingEvent(
        RateLimitedAppender.class.getName(),
        loggers.getLogger(event.getLoggerName()),
        event.getLevel(),
        count + " lines like the next one were left out",
        null,
        null);
  }
}
