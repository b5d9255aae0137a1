package dev.belfry.server.simulation;

import dev.belfry.server.runtime.Frame;

/// Whole lines, on their way to a client. ASCII, so that a character is a byte.
record Text(String text) implements Frame {
  @Override
  public int bytes() {
    return text.length();
  }

  @Override
  public void retain() {}

  @Override
  public void release() {}
}
