package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A log that passes everything on; a record of a test overrides what it changes.
public interface ForwardingLog extends ChannelLog {
  ChannelLog log();

  @Override
  default String epoch() {
    return log().epoch();
  }

  @Override
  default OptionalLong offsetOf(Position position) {
    return log().offsetOf(position);
  }

  @Override
  default Start resume(Position reached) {
    return log().resume(reached);
  }

  @Override
  default long head() {
    return log().head();
  }

  @Override
  default boolean recorded() {
    return log().recorded();
  }

  @Override
  default Replay tail(long after, long through, int bytesMax) {
    return log().tail(after, through, bytesMax);
  }

  @Override
  default void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    log().read(after, through, bytesMax, loop, then);
  }

  @Override
  default void locate(Since since, Loop loop, Consumer<Located> then) {
    log().locate(since, loop, then);
  }

  @Override
  default void progressed() {
    log().progressed();
  }
}
