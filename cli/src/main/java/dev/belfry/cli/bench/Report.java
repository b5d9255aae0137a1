package dev.belfry.cli.bench;

import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Prints what was found, one figure a line.
final class Report {
  private static final double[] PERCENTILES = {50, 99, 99.9};
  private static final int VALUE_COLUMN = 24;

  private final PrintWriter out;
  private final boolean knowsServer;

  /// @param knowsServer whether the server's own usage was taken
  Report(PrintWriter out, boolean knowsServer) {
    this.out = out;
    this.knowsServer = knowsServer;
  }

  void print(Opening opening) {
    line("connections", whole(opening.open()) + " of " + whole(opening.asked()));
    line("  opened per second", whole(Math.round(opening.open() * 1e9 / opening.nanos())));
    if (knowsServer && opening.open() > 0) {
      double cpuMicros = opening.after().cpuMicros() - opening.before().cpuMicros();
      double bytes = opening.after().residentBytes() - opening.before().residentBytes();
      line("  server CPU each", decimal(cpuMicros / opening.open()) + " us");
      line("  server memory each", decimal(bytes / 1024 / opening.open()) + " KiB");
    }
    out.flush();
  }

  void print(Broadcast broadcast, Pace pace) {
    double seconds = Math.max(1, broadcast.nanos()) / 1e9;
    line("messages", whole(broadcast.sent()));
    line("deliveries", whole(broadcast.delivered()) + " of " + whole(broadcast.expected()));
    if (broadcast.disordered() > 0) {
      line("  out of order or twice", whole(broadcast.disordered()));
    }
    line("  per second", whole(Math.round(broadcast.delivered() / seconds)));
    line("  in", decimal(seconds) + " s");
    line("latency since", since(pace));
    for (double percentile : PERCENTILES) {
      line("  p" + shortest(percentile), millis(broadcast.latencies(), percentile));
    }
    line("  max", millis(broadcast.latencies(), 100));
    if (knowsServer && broadcast.delivered() > 0) {
      double cpuMicros = broadcast.after().cpuMicros() - broadcast.before().cpuMicros();
      line("server CPU", decimal(cpuMicros / 1e6) + " s");
      line("  per delivery", decimal(cpuMicros / broadcast.delivered()) + " us");
      line("server memory", decimal(broadcast.after().residentBytes() / 1024.0 / 1024) + " MiB");
    }
    out.flush();
  }

  private static String since(Pace pace) {
    return switch (pace) {
      case Pace.InFlight _ -> "a message was sent";
      case Pace.Rate _ -> "a message was due (no coordinated omission)";
    };
  }

  private void line(String name, String value) {
    out.println(name + " ".repeat(Math.max(1, VALUE_COLUMN - name.length())) + value);
  }

  private static String millis(Histogram latencies, double percentile) {
    return decimal(latencies.getValueAtPercentile(percentile) / 1e6) + " ms";
  }

  private static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%,.3f", number);
  }

  private static String shortest(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
