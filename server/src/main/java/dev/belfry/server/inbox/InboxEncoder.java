package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Frame;
import java.util.List;

/// How lines of an inbox come onto the wire.
public interface InboxEncoder {
  /// Puts lines on the wire, together.
  ///
  /// @param version of the inbox, once all of them are read
  Frame encode(List<String> lines, InboxVersion version);
}
