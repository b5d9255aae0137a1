package dev.belfry.server.presence.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.ClusterView;
import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Presence between nodes: this one writes who is present here, and reads who is on the others. The
/// loop of the cluster owns it; any thread asks.
public final class PresenceExchange implements HintListener {
  /// Channels that are touched with one question.
  private static final int TOUCHED_TOGETHER = 256;

  /// How often in the time that they last entries are touched.
  private static final int TOUCHES = 4;

  private final PresenceTable table;
  private final Loop loop;
  private final List<OwnMembers> owners = new ArrayList<>();
  private final EntryWriter writer;
  private final EntryReader reader;

  /// @param loop of the cluster
  /// @param renewRow has this node's row written soon
  public PresenceExchange(
      Cluster cluster,
      PresenceTable table,
      Loop loop,
      Clock clock,
      SharedPresenceBounds bounds,
      Runnable renewRow) {
    this.table = table;
    this.loop = loop;
    this.writer = new EntryWriter(cluster, table, loop, owners, renewRow, this::written);
    this.reader = new EntryReader(table, loop, clock, writer::edition, renewRow, bounds);
    cluster.hear(EntryWriter.SUBJECT, this);
    cluster.atNewLease(writer::beginEdition);
    cluster.atRollCall(this::rollCall);
  }

  /// Takes those who have the members. To be called once, before the cluster begins.
  public void begin(List<? extends OwnMembers> all) {
    owners.addAll(all);
    table.lasting().ifPresent(lasting -> touchIn(lasting.dividedBy(TOUCHES)));
  }

  /// How far this node has told who is present here.
  public PresenceMark mark() {
    return writer.mark();
  }

  // ---- what owners say

  /// Something has changed with an owner that had nothing to tell before.
  public void changed(OwnMembers owner) {
    loop.execute(() -> writer.changed(owner));
  }

  /// Somebody watches a channel here: its owner is told who is elsewhere, soon and whenever that
  /// changes.
  ///
  /// @param countOnly whether nobody is named there
  public void watch(ChannelName channel, OwnMembers owner, boolean countOnly) {
    loop.execute(() -> reader.watch(channel, owner, countOnly));
  }

  /// Nobody watches a channel any more.
  public void unwatch(ChannelName channel) {
    loop.execute(() -> reader.unwatch(channel));
  }

  /// Who is elsewhere now, as far as the engine says: it is nobody where it does not answer. `then`
  /// is called on the loop of the cluster.
  public void read(ChannelName channel, Consumer<Elsewhere> then) {
    loop.execute(() -> reader.ask(channel, then));
  }

  // ---- what the cluster says: the loop

  private void rollCall(ClusterView view) {
    if (view.current()) {
      writer.there();
    }
    reader.nodes(view);
  }

  @Override
  public void told(Hint hint) {
    WrittenBatch.read(hint.text())
        .ifPresentOrElse(batch -> reader.told(hint.node(), batch), reader::allStale);
  }

  @Override
  public void doubtful() {
    reader.allStale();
  }

  private void written(List<PresenceTable.Entry> entries) {
    reader.ownWritten(entries, entries.isEmpty());
  }

  // ---- touching: the loop

  private void touchIn(Duration interval) {
    loop.schedule(
        interval,
        () -> {
          owners.forEach(owner ->
              owner
                  .loop()
                  .execute(() -> {
                    List<ChannelName> channels = owner.channels();
                    loop.execute(() -> touch(owner, new ArrayDeque<>(channels)));
                  }));
          touchIn(interval);
        });
  }

  /// Touches channels of one owner, some together.
  private void touch(OwnMembers owner, ArrayDeque<ChannelName> channels) {
    List<ChannelName> some = new ArrayList<>();
    while (some.size() < TOUCHED_TOGETHER && !channels.isEmpty()) {
      some.add(channels.remove());
    }
    if (some.isEmpty() || !writer.complete()) {
      return;
    }
    var _ =
        table
            .touch(writer.edition(), some)
            .whenComplete((lost, failure) ->
                loop.execute(() -> {
                  if (failure == null) { // otherwise they are tried in the next round
                    lost.forEach(name -> owner.loop().execute(() -> owner.restate(name)));
                    touch(owner, channels);
                  }
                }));
  }
}
