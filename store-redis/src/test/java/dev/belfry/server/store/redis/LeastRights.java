package dev.belfry.server.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
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

  /// Makes such a user at a server, and returns the URL by which it comes there.
  static String url(RedisServerFixture server, String prefix) {
    String user = "of-" + prefix.replace(":", "");
    try (RedisClient client = RedisClient.create(server.url());
        var connection = client.connect()) {
      String[] words = setUser(user, "s@cret", prefix);
      CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
      List.of(words).subList(1, words.length).forEach(arguments::add);
      var _ =
          connection
              .sync()
              .dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
    }
    return server.url().replace("redis://", "redis://" + user + ":s%40cret@");
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
