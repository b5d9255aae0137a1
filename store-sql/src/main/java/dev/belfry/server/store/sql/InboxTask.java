package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxUnavailable;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.store.inbox.InboxWrite;

/// Writes something of inboxes, with all others of its group.
record InboxTask(InboxWrite<?> write) implements WriterTask.Bounded {
  @Override
  public int dataBytes() {
    return write.bytes();
  }

  @Override
  public TaskQueue.Line line() {
    return TaskQueue.Line.INBOXES;
  }

  @Override
  public void perform(CommitGroup group) {
    group.write(write);
    group.answerLater(this, write::committed);
  }

  @Override
  public void refuse(Unavailable why) {
    write.fail(new InboxUnavailable(why.reason()));
  }
}
