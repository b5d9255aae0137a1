package dev.belfry.server.store.inbox;

import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A row of a table of inboxes, in the order of its columns.
public final class InboxRow {
  private static final int BYTES = 64;

  private final @Nullable Object[] values;

  /// @param values numbers as [Long], all else as bytes
  public InboxRow(@Nullable Object... values) {
    this.values = values.clone();
  }

  /// The value in a column.
  public @Nullable Object value(int column) {
    return values[column];
  }

  /// What it takes of memory.
  long bytes() {
    long bytes = BYTES;
    for (@Nullable Object value : values) {
      bytes += value instanceof byte[] some ? some.length : Long.BYTES;
    }
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InboxRow row && Arrays.deepEquals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "(", ")");
    for (@Nullable Object value : values) {
      text.add(value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value));
    }
    return text.toString();
  }
}
