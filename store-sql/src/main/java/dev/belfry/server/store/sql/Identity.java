package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import dev.belfry.server.store.Epochs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a database knows of itself, and so which epoch its offsets are in.
final class Identity {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private static final int MESSAGE_BYTES = 64 * 1024;

  private Identity() {}

  /// Which boot of this machine this is; empty where that can't be known.
  static String thisBoot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// Begins a life of the store and returns its epoch: a new one where the database is new, was
  /// restored from a backup, or may have lost commits that were acknowledged.
  static String begin(Connection connection, Sync sync, String boot, RandomGenerator random)
      throws SQLException {
    String epoch = epochKept(connection, boot);
    if (epoch == null) {
      epoch = Epochs.fresh(random);
    }
    String write =
        "INSERT OR REPLACE INTO store (one, epoch, boot, sync, clean, restored, openings)"
            + " VALUES (1, ?, ?, ?, 0, 0, 0)";
    try (PreparedStatement statement = connection.prepareStatement(write)) {
      statement.setString(1, epoch);
      statement.setString(2, boot);
      statement.setString(3, sync.name());
      statement.executeUpdate();
    }
    return epoch;
  }

  private static @Nullable String epochKept(Connection connection, String boot)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT epoch, boot, sync, clean, restored FROM store")) {
      if (!row.next() || row.getBoolean("restored")) {
        return null;
      }
      boolean sameBoot = !boot.isEmpty() && boot.equals(row.getString("boot"));
      boolean mayHaveLost =
          !row.getBoolean("clean") && Sync.valueOf(row.getString("sync")) == Sync.OS && !sameBoot;
      return mayHaveLost ? null : row.getString("epoch");
    }
  }

  /// The orderly end: nothing that was acknowledged is missing.
  static void end(Connection connection) throws SQLException {
    update(connection, "UPDATE store SET clean = 1");
  }

  /// Marks a copy, so that whoever opens it begins a new epoch.
  static void restored(Connection connection) throws SQLException {
    update(connection, "UPDATE store SET restored = 1");
  }

  /// Writes something, so that the next commit shows whether one succeeds.
  static void probe(Connection connection) throws SQLException {
    update(connection, "UPDATE store SET openings = openings + 1");
  }

  /// As `probe`, and with as much data as a large message has.
  static void probeRoom(Connection connection) throws SQLException {
    update(
        connection,
        "UPDATE store SET openings = openings + 1, filler = zeroblob(" + MESSAGE_BYTES + ")");
  }

  /// Gives back what `probeRoom` took.
  static void freeRoom(Connection connection) throws SQLException {
    update(connection, "UPDATE store SET filler = NULL");
  }

  private static void update(Connection connection, String update) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(update);
    }
  }
}
