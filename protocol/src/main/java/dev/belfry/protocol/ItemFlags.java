package dev.belfry.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a mark makes of items; null for as it was.
///
/// @param deleted true where they are gone
public record ItemFlags(
    @Nullable Boolean seen,
    @Nullable Boolean read,
    @Nullable Boolean archived,
    @Nullable Boolean deleted) {
  static ItemFlags read(JsonMembers in) {
    return new ItemFlags(
        flag(in, "seen"), flag(in, "read"), flag(in, "archived"), flag(in, "deleted"));
  }

  private static @Nullable Boolean flag(JsonMembers in, String name) {
    return in.raw(name) == null ? null : Boolean.valueOf(in.requiredFlag(name));
  }

  void write(ObjectNode to) {
    put(to, "seen", seen);
    put(to, "read", read);
    put(to, "archived", archived);
    put(to, "deleted", deleted);
  }

  private static void put(ObjectNode to, String name, @Nullable Boolean value) {
    if (value != null) {
      to.put(name, value.booleanValue());
    }
  }
}
