package dev.belfry.server.store.shared;

import dev.belfry.server.config.EngineUrl;
import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/// Opens engines of one kind. An artifact of its own brings it, so that a program without it has no
/// client of the engine on its class path; `ServiceLoader` finds it there.
public interface EngineProvider {
  /// The artifacts of which one is to be added where a URL has no provider.
  String ARTIFACTS = "dev.belfry:belfry-store-postgresql or dev.belfry:belfry-store-redis";

  /// The provider for a URL, on the class path that the server itself was loaded from.
  static Optional<EngineProvider> find(EngineUrl url) {
    return ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.takes(url))
        .findFirst();
  }

  /// Whether its engines have such URLs.
  boolean takes(EngineUrl url);

  /// Opens an engine. It need not be reached yet.
  ///
  /// @throws IOException where it can't be used, and will not be
  Engine open(EngineRequest request) throws IOException;
}
