package dev.belfry.server.auth.token;

import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Grants;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Grants as JSON: `{"subscribe":["orders:42",{"match":"news:*"}],"publish":[...]}`. A text is an
/// exact name and nothing else, so that an application which writes `"orders:" + id` grants no more
/// to the user whose id is `*`.
public final class GrantsJson {
  private static final int ENTRIES_MAX = 1_000;

  private GrantsJson() {}

  /// Reads the members `subscribe`, `publish`, `history` and `presence` of an object; others are
  /// passed over. Empty where one of them is no list of names and patterns.
  public static Optional<Grants> read(JsonNode object) {
    try {
      return Optional.of(grants(object));
    } catch (RefusedToken malformed) {
      return Optional.empty();
    }
  }

  static Grants grants(JsonNode object) throws RefusedToken {
    return new Grants(
        set(object, "subscribe").orElse(ChannelSet.NONE),
        set(object, "publish").orElse(ChannelSet.NONE),
        set(object, "history"),
        set(object, "presence"));
  }

  private static Optional<ChannelSet> set(JsonNode object, String member) throws RefusedToken {
    JsonNode list = object.get(member);
    if (list == null) {
      return Optional.empty();
    }
    if (!list.isArray() || list.size() > ENTRIES_MAX) {
      throw new RefusedToken("has a " + member + " that is no list of at most " + ENTRIES_MAX);
    }
    Set<ChannelName> names = new HashSet<>();
    List<ChannelPattern> patterns = new ArrayList<>();
    for (JsonNode entry : list) {
      if (entry.isString()) {
        names.add(ChannelName.parse(entry.stringValue()).orElseThrow(() -> noName(member)));
      } else {
        patterns.add(pattern(entry, member));
      }
    }
    return Optional.of(ChannelSet.of(names, patterns));
  }

  private static ChannelPattern pattern(JsonNode entry, String member) throws RefusedToken {
    JsonNode match = entry.get("match");
    if (match == null || !match.isString() || entry.size() != 1) {
      throw noName(member);
    }
    return ChannelPattern.parse(match.stringValue()).orElseThrow(() -> noName(member));
  }

  private static RefusedToken noName(String member) {
    return new RefusedToken(
        "has an entry in " + member + " that is no channel name and no {\"match\":\"pattern\"}");
  }
}
