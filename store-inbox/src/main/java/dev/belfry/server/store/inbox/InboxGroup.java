package dev.belfry.server.store.inbox;

import java.sql.SQLException;
import java.util.List;

/// Writes that are done in one transaction.
public final class InboxGroup {
  private final WriteUnit unit;

  private InboxGroup(WriteUnit unit) {
    this.unit = unit;
  }

  /// Does them, in their order, within the transaction that the connection has begun. Fails where
  /// nothing of them is to be kept.
  public static InboxGroup perform(InboxConnection connection, List<InboxWrite<?>> writes)
      throws SQLException {
    InboxTools tools = writes.getFirst().tools();
    try {
      WriteUnit unit =
          WriteUnit.load(connection, tools, writes.stream().map(InboxWrite::needs).toList());
      for (InboxWrite<?> write : writes) {
        write.apply(unit);
      }
      unit.flush();
      return new InboxGroup(unit);
    } catch (SQLException | RuntimeException failure) {
      connection.reset();
      throw failure;
    }
  }

  /// Whether others might succeed where something has failed.
  public static boolean concernsOne(InboxConnection connection, Exception failure) {
    return !(failure instanceof SQLException sql) || connection.dialect().concernsStatement(sql);
  }

  /// The transaction is committed: tells of it. Then each of the writes is to be answered.
  public void committed() {
    unit.committed();
  }
}
