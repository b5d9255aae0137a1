package dev.belfry.server.edge.http.request;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Chooses what a GET of a channel yields (RFC 9110 section 12.5.1).
public final class Negotiation {
  /// The media type of event streams.
  public static final String EVENT_STREAM = "text/event-stream";

  private static final List<String> HISTORY_PARAMETERS =
      List.of("after", "before", "limit", "wait");

  private final List<Range> ranges;

  private Negotiation(List<Range> ranges) {
    this.ranges = ranges;
  }

  /// Chooses for a request.
  ///
  /// @param accept the values of all Accept headers
  public static Representation choose(List<String> accept, Query query) {
    return new Negotiation(
            accept.stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(Range::parse)
                .toList())
        .choose(query);
  }

  /// Whether an Accept header names the event stream, as an EventSource does.
  public static boolean namesEventStream(List<String> accept) {
    return accept.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(EVENT_STREAM));
  }

  private Representation choose(Query query) {
    if (HISTORY_PARAMETERS.stream().anyMatch(query::has)) {
      return Representation.JSON;
    }
    OptionalDouble json = named("application/json");
    if (json.isPresent() && json.getAsDouble() > 0 && json.getAsDouble() >= quality(EVENT_STREAM)) {
      return Representation.JSON;
    }
    return named("text/html").orElse(0) > 0 ? Representation.HTML : Representation.EVENT_STREAM;
  }

  /// The quality of a type that stands there in full.
  private OptionalDouble named(String type) {
    return ranges.stream()
        .filter(range -> range.type().equals(type))
        .mapToDouble(Range::quality)
        .max();
  }

  /// The quality by the most exact range that covers the type.
  private double quality(String type) {
    OptionalDouble exact = named(type);
    if (exact.isPresent()) {
      return exact.getAsDouble();
    }
    OptionalDouble group = named(type.substring(0, type.indexOf('/')) + "/*");
    return group.isPresent() ? group.getAsDouble() : named("*/*").orElse(0);
  }

  /// One entry of an Accept header.
  private record Range(String type, double quality) {
    static Range parse(String text) {
      String[] parts = text.split(";", -1);
      double quality = 1;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
        if (parameter.startsWith("q=")) {
          quality = parseQuality(parameter.substring(2));
        }
      }
      return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
    }

    /// What is no quality counts as none given: a client that names a type wants it.
    private static double parseQuality(String text) {
      return text.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 1;
    }
  }
}
