package dev.belfry.server.session;

import dev.belfry.server.runtime.RateTable;

/// Limits of clients for tests.
public final class TestLimits {
  /// None.
  public static final ClientLimits NONE =
      new ClientLimits(new RateTable(0, 1), new UserConnections(0));

  private TestLimits() {}
}
