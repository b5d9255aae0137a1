package dev.belfry.server.store.sql;

import dev.belfry.server.log.Unavailable;
import java.sql.SQLException;

/// Loops have read on: appends that were held back for their sake may go ahead.
record ReleaseTask(SqlLog log) implements WriterTask {
  @Override
  public void perform(CommitGroup group) throws SQLException {
    log.releaseHeld(group);
  }

  /// Nothing is held back: what was is refused when the database breaks.
  @Override
  public void performWithoutDatabase(WriterState state, Unavailable why) {}
}
