package dev.belfry.server.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parameters of a call that have a value for each of several items.
///
/// @param <I> the items
final class ArrayParameters<I> {
  private final Connection connection;
  private final PreparedStatement call;
  private final List<I> items;

  ArrayParameters(Connection connection, PreparedStatement call, List<I> items) {
    this.connection = connection;
    this.call = call;
    this.items = items;
  }

  /// Sets a parameter to an array.
  ///
  /// @param type of its elements, as the database names it
  /// @param kind of the array, for the driver
  void set(
      int parameter,
      String type,
      @Nullable Object[] kind,
      Function<? super I, ? extends @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values =
        items.stream().map(value).toArray(size -> Arrays.copyOf(kind, size));
    call.setArray(parameter, connection.createArrayOf(type, values));
  }
}
