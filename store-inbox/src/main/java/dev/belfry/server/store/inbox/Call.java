package dev.belfry.server.store.inbox;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One use of a statement: its parameters in order, then what comes of it.
final class Call {
  private final PreparedStatement statement;
  private final InboxDialect dialect;
  private int next = 1;

  Call(PreparedStatement statement, InboxDialect dialect) {
    this.statement = statement;
    this.dialect = dialect;
  }

  /// Reads one row.
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Call with(long value) throws SQLException {
    statement.setLong(next++, value);
    return this;
  }

  Call with(byte @Nullable [] value) throws SQLException {
    statement.setBytes(next++, value);
    return this;
  }

  /// A number, or none where it is `none`.
  Call with(long value, long none) throws SQLException {
    if (value == none) {
      statement.setNull(next++, Types.BIGINT);
    } else {
      statement.setLong(next++, value);
    }
    return this;
  }

  Call numbers(Collection<Long> values) throws SQLException {
    next = dialect.setNumbers(statement, next, values);
    return this;
  }

  Call bytes(Collection<byte[]> values) throws SQLException {
    next = dialect.setBytes(statement, next, values);
    return this;
  }

  Call pairs(Collection<InboxDialect.Pair> values) throws SQLException {
    next = dialect.setPairs(statement, next, values);
    return this;
  }

  <T> List<T> list(Reader<T> reader) throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(reader.read(row));
      }
    }
    return all;
  }

  /// As `list`, of a query that begins with an outer join: without the rows whose first column is
  /// null. Such a join is read in the order in which it stands, whatever a database knows of its
  /// tables.
  <T> List<T> found(Reader<T> reader) throws SQLException {
    List<T> all = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        if (row.getObject(1) != null) {
          all.add(reader.read(row));
        }
      }
    }
    return all;
  }

  <T> Optional<T> first(Reader<T> reader) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
    }
  }

  long number() throws SQLException {
    return first(row -> row.getLong(1))
        .orElseThrow(() -> new SQLException("the database has given no row"));
  }

  boolean any() throws SQLException {
    return first(_ -> true).isPresent();
  }

  int update() throws SQLException {
    return statement.executeUpdate();
  }

  /// Keeps the parameters, for one more row of a batch.
  void add() throws SQLException {
    statement.addBatch();
    next = 1;
  }

  void runBatch() throws SQLException {
    statement.executeBatch();
  }
}
