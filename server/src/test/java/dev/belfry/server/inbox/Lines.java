package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Frame;
import java.util.List;

/// The lines of one frame, of whose memory nobody takes care.
record Lines(List<String> lines) implements Frame {
  @Override
  public int bytes() {
    return lines.stream().mapToInt(String::length).sum();
  }

  @Override
  public void retain() {}

  @Override
  public void release() {}
}
