package dev.belfry.server.store.sql;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/// What SQLite says of inboxes in its own way: lists come as JSON. Nobody but the writer writes, so
/// nothing is locked.
record SqliteInboxDialect(Clock clock) implements InboxDialect {
  private static final HexFormat HEX = HexFormat.of();
  private static final int PRIMARY_CODE = 0xFF;
  private static final long MICROS_PER_MILLI = 1_000;

  @Override
  public String tables() {
    return "inbox_";
  }

  @Override
  public String lock() {
    return "";
  }

  @Override
  public String epoch() {
    return "(SELECT epoch FROM store)";
  }

  @Override
  public String amongNumbers() {
    return "IN (SELECT value FROM json_each(?))";
  }

  @Override
  public String amongBytes() {
    return "IN (SELECT unhex(value) FROM json_each(?))";
  }

  @Override
  public String bytesTable() {
    return "(SELECT unhex(value) AS b FROM json_each(?))";
  }

  @Override
  public String pairsTable() {
    return "(SELECT value ->> 0 AS a, value ->> 1 AS b FROM json_each(?))";
  }

  @Override
  public int setNumbers(PreparedStatement statement, int parameter, Collection<Long> numbers)
      throws SQLException {
    statement.setString(parameter, list(numbers.stream().map(String::valueOf).toList()));
    return parameter + 1;
  }

  @Override
  public int setBytes(PreparedStatement statement, int parameter, Collection<byte[]> values)
      throws SQLException {
    statement.setString(
        parameter, list(values.stream().map(each -> '"' + HEX.formatHex(each) + '"').toList()));
    return parameter + 1;
  }

  @Override
  public int setPairs(PreparedStatement statement, int parameter, Collection<Pair> pairs)
      throws SQLException {
    statement.setString(
        parameter,
        list(pairs.stream().map(each -> "[" + each.a() + "," + each.b() + "]").toList()));
    return parameter + 1;
  }

  private static String list(Collection<String> values) {
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }

  /// A constraint, a value of the wrong kind or size, an error in a statement; not a failing disk.
  @Override
  public boolean concernsStatement(SQLException failure) {
    int code = failure.getErrorCode() & PRIMARY_CODE;
    return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        || code == SQLiteErrorCode.SQLITE_MISMATCH.code
        || code == SQLiteErrorCode.SQLITE_TOOBIG.code
        || code == SQLiteErrorCode.SQLITE_RANGE.code
        || code == SQLiteErrorCode.SQLITE_ERROR.code;
  }

  @Override
  public long begin(InboxConnection connection, List<String> keys) {
    return clock.wallMillis() * MICROS_PER_MILLI;
  }
}
