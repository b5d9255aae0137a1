package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.Since;
import org.jspecify.annotations.Nullable;

/// What a client was told of one channel.
sealed interface Told {
  /// It listens from here on, having asked to begin at `since`.
  record Begun(Since since, Position position, Object session) implements Told {}

  record Said(Position position, String text) implements Told {}

  record Gap(Position resume, @Nullable Long missed) implements Told {}
}
