package dev.belfry.server.config;

import java.util.List;

/// What came of loading the configuration.
public sealed interface ConfigOutcome {
  /// It is whole and valid.
  record Loaded(ServerConfig config, Origins origins) implements ConfigOutcome {}

  /// It is not.
  ///
  /// @param problems all there are, at least one
  record Invalid(List<Problem> problems) implements ConfigOutcome {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
