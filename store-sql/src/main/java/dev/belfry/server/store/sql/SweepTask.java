package dev.belfry.server.store.sql;

import dev.belfry.server.log.Unavailable;
import java.sql.SQLException;

/// Trims what is overdue, appends what is due, and opens a broken database again; comes again and
/// again.
///
/// @param onTaken runs when the writer has taken it, so that there may be another
record SweepTask(Runnable onTaken) implements WriterTask {
  @Override
  public void taken() {
    onTaken.run();
  }

  @Override
  public boolean reopensDatabase() {
    return true;
  }

  @Override
  public void perform(CommitGroup group) throws SQLException {
    group.state().retention().sweep(group);
    group.state().dueMessages().look();
  }

  @Override
  public void performWithoutDatabase(WriterState state, Unavailable why) {}
}
