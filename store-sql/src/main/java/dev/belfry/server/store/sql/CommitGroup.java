package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.MessageIds;
import dev.belfry.server.store.Tail;
import dev.belfry.server.store.inbox.InboxGroup;
import dev.belfry.server.store.inbox.InboxWrite;
import dev.belfry.server.store.sql.WriteConnection.ChannelRow;
import dev.belfry.server.store.sql.WriteConnection.KeyRow;
import dev.belfry.server.store.sql.WriteConnection.Outline;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One transaction: what is appended and trimmed in it, and the answers that wait for its commit.
/// Whatever has to happen together with an append belongs into the same group. Owned by the writer.
final class CommitGroup {
  /// What all groups of a store share.
  record Tools(String epoch, MessageIds ids, DraftDigest digest, long idempotencyAgeMillis) {}

  private record Answer(WriterTask.Bounded task, Runnable whenCommitted) {}

  private final WriteConnection connection;
  private final WriterState state;
  private final Tools tools;
  private final long nowMillis;
  private final boolean writtenLately;
  private final Set<SqlLog> changed = new LinkedHashSet<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<InboxWrite<?>> inboxWrites = new ArrayList<>();
  private final List<InboxGroup> inboxGroups = new ArrayList<>();
  private int appends;
  private boolean probed;

  /// @param writtenLately whether the last commits show that this one will succeed too
  CommitGroup(
      WriteConnection connection,
      WriterState state,
      Tools tools,
      long nowMillis,
      boolean writtenLately) {
    this.connection = connection;
    this.state = state;
    this.tools = tools;
    this.nowMillis = nowMillis;
    this.writtenLately = writtenLately;
  }

  WriteConnection connection() {
    return connection;
  }

  WriterState state() {
    return state;
  }

  long nowMillis() {
    return nowMillis;
  }

  /// The logs that have changed.
  Set<SqlLog> changed() {
    return changed;
  }

  int appends() {
    return appends;
  }

  /// Whether something was written in it.
  boolean wrote() {
    return probed || !changed.isEmpty() || !inboxWrites.isEmpty();
  }

  // ---- before the commit

  /// The channel's log, which is read from the database where it is not in memory.
  SqlLog load(ChannelName channel) throws SQLException {
    return state.channels().load(connection, channel);
  }

  /// Answers once this group is committed.
  void answerLater(WriterTask.Bounded task, Runnable whenCommitted) {
    answers.add(new Answer(task, whenCommitted));
  }

  /// Does something that waits for no answer once this group is committed.
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /// Writes something of inboxes before the commit, together with all else that is.
  void write(InboxWrite<?> write) {
    inboxWrites.add(write);
  }

  /// Makes sure that the commit shows whether the disk takes what is written: writes something of
  /// its own where nothing was written lately.
  void probe() throws SQLException {
    if (!writtenLately && !wrote()) {
      Identity.probe(connection.jdbc());
      probed = true;
    }
  }

  /// Appends a message.
  AppendOutcome append(SqlLog log, Draft draft) throws SQLException {
    appends++;
    String key = draft.idempotencyKey();
    byte[] digest = key == null ? null : tools.digest().of(draft);
    if (key != null && digest != null) {
      AppendOutcome before = answerBefore(log, key, digest);
      if (before != null) {
        return before;
      }
      if (connection.schedule().find(log.row().id(), key) != null) {
        return new AppendOutcome.Conflict(); // the message that has the key is still to come
      }
    }
    Message message = keep(log, draft);
    if (key != null && digest != null) {
      KeyRow row = new KeyRow(digest, message.offset(), message.id(), message.timeMillis());
      connection.putKey(log.row().id(), key, row);
    }
    Position position = new Position(tools.epoch(), message.offset());
    return new AppendOutcome.Appended(message.id(), position, message.timeMillis());
  }

  /// The answer that the draft's key was given before; null where it is new.
  @Nullable AppendOutcome answerBefore(SqlLog log, Draft draft) throws SQLException {
    String key = draft.idempotencyKey();
    return key == null ? null : answerBefore(log, key, tools.digest().of(draft));
  }

  /// An id that nobody can guess.
  Ulid newSecretId() {
    return tools.ids().nextSecret();
  }

  /// The channel's id in the database, which gets one where it has none.
  long idOf(SqlLog log) throws SQLException {
    ChannelRow row = log.row();
    if (row.id() == 0) {
      long id = connection.addChannel(log.channel().text());
      change(log, row.withId(id));
    }
    return log.row().id();
  }

  /// The answer that the key was given before, in this group too; null where it is new.
  private @Nullable AppendOutcome answerBefore(SqlLog log, String key, byte[] digest)
      throws SQLException {
    KeyRow row = log.row().id() == 0 ? null : connection.key(log.row().id(), key);
    if (row == null || nowMillis - row.timeMillis() > tools.idempotencyAgeMillis()) {
      return null;
    }
    return Arrays.equals(row.digest(), digest)
        ? new AppendOutcome.Duplicate(
            row.id(), new Position(tools.epoch(), row.offset()), row.timeMillis())
        : new AppendOutcome.Conflict();
  }

  private Message keep(SqlLog log, Draft draft) throws SQLException {
    long id = idOf(log);
    ChannelRow row = log.row();
    String replaceKey = draft.replaceKey();
    Outline replaced = replaceKey == null ? null : connection.removeReplaced(id, replaceKey);
    Message message =
        new Message(
            row.head() + 1,
            draft.id() != null ? draft.id() : tools.ids().next(),
            nowMillis,
            draft.data(),
            draft.kind(),
            replaceKey,
            draft.expiresAtMillis(),
            log.policy().echo() ? null : draft.publisherSession());
    connection.add(id, message);
    long count = row.count() + 1;
    long bytes = row.bytes() + bytesOf(draft.data().length);
    if (replaced != null) {
      count--;
      bytes -= bytesOf(replaced.dataBytes());
    }
    change(log, new ChannelRow(id, message.offset(), row.trimmedThrough(), count, bytes));
    log.add(message, replaced == null ? null : replaced.offset());
    return message;
  }

  /// Changes what the channel's row will be.
  void change(SqlLog log, ChannelRow row) {
    log.row(row);
    changed.add(log);
  }

  /// What a message costs by the measure of a history's bytes.
  static long bytesOf(long dataBytes) {
    return dataBytes + Tail.MESSAGE_BYTES;
  }

  // ---- the commit, and after it

  void commit() throws SQLException {
    for (SqlLog log : changed) {
      connection.update(log.row(), log.kept());
    }
    writeInboxes();
    connection.commit();
  }

  /// Writes of inboxes are done together. Where that fails each is done by itself, so that only
  /// those fail that have to.
  private void writeInboxes() throws SQLException {
    if (inboxWrites.isEmpty() || performed(inboxWrites)) {
      return;
    }
    for (InboxWrite<?> write : inboxWrites) {
      if (inboxWrites.size() == 1 || !performed(List.of(write))) {
        write.refuse();
      }
    }
  }

  /// Does writes in one step of the transaction; false where nothing of them was done.
  private boolean performed(List<InboxWrite<?>> writes) throws SQLException {
    connection.savepoint();
    try {
      inboxGroups.add(InboxGroup.perform(connection.inboxes(), writes));
      return true;
    } catch (SQLException | RuntimeException failure) {
      if (!InboxGroup.concernsOne(connection.inboxes(), failure)) {
        throw failure;
      }
      connection.rollBackToSavepoint();
      state.answers().failed(failure);
      return false;
    }
  }

  /// Shows readers what is committed, then answers. A step that throws keeps none of the others
  /// from being taken.
  void committed() {
    for (SqlLog log : changed) {
      if (!state.answers().run(log::committed)) {
        log.reset(log.row()); // readers find it in the database
      }
      state.channels().count(log);
    }
    inboxGroups.forEach(InboxGroup::committed);
    for (Answer answer : answers) {
      state.queue().answered(answer.task());
      var _ = state.answers().run(answer.whenCommitted());
    }
    afterCommit.forEach(state.answers()::run);
  }

  /// Nothing of it is kept, or nobody knows.
  void failed(Unavailable why) {
    for (Answer answer : answers) {
      state.queue().answered(answer.task());
      var _ = state.answers().run(() -> answer.task().refuse(why));
    }
  }
}
