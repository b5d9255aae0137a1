package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// What PostgreSQL says of inboxes in its own way: lists are arrays.
///
/// @param schema where the tables are
record PostgresInboxDialect(String schema) implements InboxDialect {
  private static final List<String> OF_STATEMENTS = List.of("22", "23", "42", "54", "P0");
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /// Plans are made when tables are empty, and kept: they are not to scan what will be large.
  static final String PLANS =
      "set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
          + " set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)";

  private static final String LOCK = "SELECT pg_advisory_xact_lock(k) FROM unnest(?::bigint[]) k";

  @Override
  public String tables() {
    return schema + ".inbox_";
  }

  @Override
  public String lock() {
    return " FOR NO KEY UPDATE";
  }

  @Override
  public String epoch() {
    return "coalesce((SELECT l.name FROM " + schema + ".life l), '0')";
  }

  @Override
  public String amongNumbers() {
    return "= ANY (?::bigint[])";
  }

  @Override
  public String amongBytes() {
    return "= ANY (?::bytea[])";
  }

  @Override
  public String bytesTable() {
    return "(SELECT u.b FROM unnest(?::bytea[]) AS u (b))";
  }

  @Override
  public String pairsTable() {
    return "(SELECT u.a, u.b FROM unnest(?::bigint[], ?::bigint[]) AS u (a, b))";
  }

  @Override
  public int setNumbers(PreparedStatement statement, int parameter, Collection<Long> numbers)
      throws SQLException {
    set(statement, parameter, "int8", numbers.toArray());
    return parameter + 1;
  }

  @Override
  public int setBytes(PreparedStatement statement, int parameter, Collection<byte[]> values)
      throws SQLException {
    set(statement, parameter, "bytea", values.toArray(byte[][]::new));
    return parameter + 1;
  }

  @Override
  public int setPairs(PreparedStatement statement, int parameter, Collection<Pair> pairs)
      throws SQLException {
    List<Pair> inOrder = List.copyOf(pairs);
    set(statement, parameter, "int8", inOrder.stream().map(Pair::a).toArray());
    set(statement, parameter + 1, "int8", inOrder.stream().map(Pair::b).toArray());
    return parameter + 2;
  }

  private static void set(PreparedStatement statement, int parameter, String type, Object[] values)
      throws SQLException {
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }

  /// Whether others might succeed where something has failed.
  boolean concernsOne(Throwable failure) {
    return failure instanceof SQLException sql
        ? concernsStatement(sql)
        : failure instanceof RuntimeException;
  }

  /// Data or a statement that is wrong; not a connection, a lock or a disk.
  @Override
  public boolean concernsStatement(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && OF_STATEMENTS.stream().anyMatch(state::startsWith);
  }

  @Override
  public long begin(InboxConnection connection, List<String> keys) throws SQLException {
    if (!keys.isEmpty()) {
      TreeSet<Long> hashes = new TreeSet<>();
      keys.forEach(key -> hashes.add(hash(key)));
      try (PreparedStatement lock = connection.jdbc().prepareStatement(LOCK)) {
        set(lock, 1, "int8", hashes.toArray());
        lock.execute();
      }
    }
    String begin =
        "SELECT " + schema + ".millis_v1() * 1000, " + PLANS + ", " + schema + ".commit_v1()::text";
    try (PreparedStatement statement = connection.jdbc().prepareStatement(begin);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long hash(String key) {
    long hash = FNV_BASIS;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
