package dev.belfry.server.presence.shared;

import dev.belfry.server.cluster.PresenceMark;

/// Which batches of another node were heard of. Owned by the loop of the cluster.
final class HeardBatches {
  /// What is read of the node; 0 while it has no complete edition.
  private long edition;

  /// All batches up to here were heard of, or given up.
  private long heard;

  /// How far the node said it was, when its row was read last.
  private long claimed;

  /// Whether the engine has the node's row.
  private boolean named;

  /// The edition that is complete; 0 while none can be read.
  long edition() {
    return named ? edition : 0;
  }

  /// The engine does not have the node's row, for now, and may have lost its entries.
  void unnamed() {
    named = false;
  }

  /// The node's row was read. Returns whether something may have been missed: another edition, or
  /// batches that are unheard since the row was read before this.
  boolean row(PresenceMark mark) {
    named = true;
    if (mark.edition() != edition) {
      edition = mark.edition();
      heard = mark.batches();
      claimed = mark.batches();
      return edition != 0;
    }
    boolean missed = claimed > heard;
    heard = Math.max(heard, claimed);
    claimed = mark.batches();
    return missed;
  }

  /// The node has told of a batch. Returns whether others before it were missed, as far as that is
  /// known: of another edition, the node's row says the rest.
  boolean told(WrittenBatch batch) {
    if (batch.edition() != edition) {
      return false;
    }
    boolean missed = batch.batch() > heard + 1;
    heard = Math.max(heard, batch.batch());
    return missed;
  }
}
