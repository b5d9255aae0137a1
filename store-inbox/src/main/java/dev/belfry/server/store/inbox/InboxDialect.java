package dev.belfry.server.store.inbox;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// What a database says in its own way; all other statements are standard.
public interface InboxDialect {
  /// Two numbers that belong together.
  record Pair(long a, long b) {}

  /// What stands before the names of tables: `inbox_`.
  String tables();

  /// What ends a query whose rows are locked until the transaction ends; empty where nobody else
  /// writes.
  String lock();

  /// An expression for the name of this life of the store.
  String epoch();

  /// A condition that a number is one of a parameter's.
  String amongNumbers();

  /// A condition that bytes are some of a parameter's.
  String amongBytes();

  /// A table of a parameter's bytes, with a column `b`.
  String bytesTable();

  /// A table of a parameter's pairs, with columns `a` and `b`.
  String pairsTable();

  /// Sets the parameter of `amongNumbers`; returns the number of the next.
  int setNumbers(PreparedStatement statement, int parameter, Collection<Long> numbers)
      throws SQLException;

  /// Sets the parameter of `amongBytes` or `bytesTable`; returns the number of the next.
  int setBytes(PreparedStatement statement, int parameter, Collection<byte[]> values)
      throws SQLException;

  /// Sets the parameters of `pairsTable`; returns the number of the next.
  int setPairs(PreparedStatement statement, int parameter, Collection<Pair> pairs)
      throws SQLException;

  /// Whether a failure is of what was asked, so that the database can do other things.
  boolean concernsStatement(SQLException failure);

  /// Begins what a transaction writes: keeps others who name one of the same keys out until it
  /// ends, and returns the time.
  ///
  /// @param keys in order
  /// @return microseconds since 1970
  long begin(InboxConnection connection, List<String> keys) throws SQLException;
}
