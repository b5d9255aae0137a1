package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;

/// Opens the logs of durable channels. An artifact of its own brings it, so that a program without
/// durable channels has no database on its class path; `ServiceLoader` finds it there.
public interface DurableLogsProvider {
  /// The artifact to add where a channel is durable.
  String ARTIFACT = "dev.belfry:belfry-store-sql";

  /// The provider on the class path that the server itself was loaded from.
  static Optional<DurableLogsProvider> find() {
    return ServiceLoader.load(DurableLogsProvider.class, DurableLogsProvider.class.getClassLoader())
        .findFirst();
  }

  /// Whether a store was ever opened in a data folder.
  boolean existIn(Path folder);

  /// Opens the store of `config.data()`, and makes it where it is not there.
  ///
  /// @param random for epochs and ids
  /// @throws IOException where another server has the folder, or it can't be read or written
  DurableLogs open(
      ServerConfig config, ChannelPolicies policies, Clock clock, RandomGenerator random)
      throws IOException;
}
