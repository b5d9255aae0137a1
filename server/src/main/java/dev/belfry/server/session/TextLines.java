package dev.belfry.server.session;

import dev.belfry.server.inbox.InboxEncoder;
import dev.belfry.server.inbox.InboxVersion;
import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// Lines of the framed protocol, together in one frame.
///
/// @param text puts one text on the wire
record TextLines(Function<byte[], Frame> text) implements InboxEncoder {
  @Override
  public Frame encode(List<String> lines, InboxVersion version) {
    return text.apply(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }
}
