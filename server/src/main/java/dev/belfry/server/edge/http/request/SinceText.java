package dev.belfry.server.edge.http.request;

import dev.belfry.server.log.Since;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a client wants to begin, as `since` and `Last-Event-ID` say it: a position, `earliest`, a
/// count back (`-50`) or an age (`10m`).
public final class SinceText {
  private SinceText() {}

  /// Reads one for each channel. They are separated by commas in the channels' order; a single one
  /// that is no position goes for all.
  public static Optional<List<Since>> parse(String text, int channels) {
    String[] parts = text.split(",", channels + 1);
    List<Since> since = new ArrayList<>(channels);
    for (String part : parts) {
      Optional<Since> one = Since.parse(part.strip());
      if (one.isEmpty()) {
        return Optional.empty();
      }
      since.add(one.get());
    }
    if (since.size() == channels) {
      return Optional.of(since);
    }
    return since.size() == 1 && !(since.getFirst() instanceof Since.After)
        ? Optional.of(Collections.nCopies(channels, since.getFirst()))
        : Optional.empty();
  }

  /// What header and query say together. The header wins: an EventSource that reconnects sends it,
  /// to a URL that still says where the page began. One that can't be read was a position once, so
  /// it is answered with a gap and not refused.
  public static Checked<List<Since>> read(
      @Nullable String lastEventId, Optional<String> query, int channels) {
    if (lastEventId != null && !lastEventId.isBlank()) {
      List<Since> unknown = Collections.nCopies(channels, new Since.Unknown());
      return Checked.good(parse(lastEventId, channels).orElse(unknown));
    }
    if (query.isEmpty()) {
      return Checked.good(Collections.nCopies(channels, new Since.Now()));
    }
    return parse(query.get(), channels)
        .map(Checked::good)
        .orElseGet(() -> Checked.malformed(Since.FORMS));
  }
}
