package dev.belfry.server.store.postgresql;

/// What becomes of channels when the database crashes. Each kind is a schema of its own.
enum Durability {
  /// What was acknowledged is on the database's disk.
  DURABLE("", ""),

  /// Tables are not logged, and commits wait for no disk: a crash of the database empties them, an
  /// orderly restart does not.
  PASSING("_passing", "UNLOGGED");

  private final String suffix;
  private final String tables;

  Durability(String suffix, String tables) {
    this.suffix = suffix;
    this.tables = tables;
  }

  /// The schema of these channels.
  ///
  /// @param base as the settings name it
  String schema(String base) {
    return base + suffix;
  }

  /// The word in CREATE TABLE.
  String tables() {
    return tables;
  }
}
