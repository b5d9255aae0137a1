package dev.belfry.server.store.sql;

import dev.belfry.server.log.Unavailable;
import java.sql.SQLException;

/// One thing that the writer is asked to do. Its methods run on the writer's thread.
interface WriterTask {
  /// Does it within a group. What it answers goes out once the group is committed, but for
  /// questions whose answer rests on nothing in it.
  void perform(CommitGroup group) throws SQLException;

  /// Does what can be done while the database is broken.
  ///
  /// @param why for a refusal
  void performWithoutDatabase(WriterState state, Unavailable why);

  /// The writer has taken it out of the queue.
  default void taken() {}

  /// Whether a broken database is opened again before it.
  default boolean reopensDatabase() {
    return false;
  }

  /// A task that clients cause as many of as they like, so that what waits of it has a bound. It is
  /// always answered.
  interface Bounded extends WriterTask {
    /// The size of the data that it carries.
    int dataBytes();

    /// With what it waits.
    default TaskQueue.Line line() {
      return TaskQueue.Line.APPENDS;
    }

    /// Answers that it was not done, or that nobody knows.
    void refuse(Unavailable why);

    @Override
    default void performWithoutDatabase(WriterState state, Unavailable why) {
      state.queue().answered(this);
      refuse(why);
    }
  }

  /// A task that changes nothing on disk.
  interface Question extends Bounded {
    @Override
    default int dataBytes() {
      return 0;
    }

    @Override
    default TaskQueue.Line line() {
      return TaskQueue.Line.QUESTIONS;
    }
  }
}
