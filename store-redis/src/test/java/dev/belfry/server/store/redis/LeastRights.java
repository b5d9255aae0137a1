package dev.belfry.server.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The rights that a user of Redis needs, as the guide has them.
final class LeastRights {
  private static final Path GUIDE = Path.of("../docs/guide/several-nodes.md");
  private static final String BEGIN =
      "ACL SETUSER belfry on >secret resetchannels ~belfry:* &belfry:* ";

  private LeastRights() {}

  /// The command that makes such a user.
  static String[] setUser(String user, String secret, String prefix) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "ACL",
                "SETUSER",
                user,
                "on",
                ">" + secret,
                "resetchannels",
                "~" + prefix + "*",
                "&" + prefix + "*"));
    words.addAll(List.of(rights().split("\\s+")));
    return words.toArray(String[]::new);
  }

  private static String rights() {
    try {
      String guide = Files.readString(GUIDE);
      int from = guide.indexOf(BEGIN) + BEGIN.length();
      return guide.substring(from, guide.indexOf("\n\n", from)).replace("\\\n", " ").strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
