package dev.belfry.server.presence;

import dev.belfry.server.runtime.Frame;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.function.Function;

/// Lines for several watchers, encoded once for each way of doing so.
final class SharedLine implements AutoCloseable {
  private final byte[] utf8;
  private final IdentityHashMap<Function<byte[], Frame>, Frame> frames = new IdentityHashMap<>(2);

  SharedLine(String text) {
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
  }

  Frame encodedBy(Function<byte[], Frame> encoder) {
    return frames.computeIfAbsent(encoder, by -> by.apply(utf8));
  }

  @Override
  public void close() {
    frames.values().forEach(Frame::release);
  }
}
