package dev.belfry.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Engines that can't keep what they are to keep.
final class EngineCheck {
  private static final Set<String> REDIS =
      Set.of(
          "redis",
          "rediss",
          "redis-sentinel",
          "rediss-sentinel",
          "redis-cluster",
          "rediss-cluster");
  private static final Set<String> SQL = Set.of("postgresql");

  private EngineCheck() {}

  static List<Problem> problems(ServerConfig config, Origins origins) {
    List<Problem> problems = new ArrayList<>();
    config
        .redis()
        .url()
        .filter(url -> !REDIS.contains(url.scheme()))
        .ifPresent(url ->
            problems.add(wrong("redis.url", url, "a URL that begins with `redis`", origins)));
    checkSql("store.url", config.store().url(), origins, problems);
    checkSql("store.direct-url", config.store().directUrl(), origins, problems);
    if (config.store().directUrl().isPresent() && config.store().url().isEmpty()) {
      problems.add(
          new Problem(
              "store.url",
              origins.of("store.direct-url"),
              "is missing",
              "the way to the same database through a pooler, since `store.direct-url` is set"));
    }
    if (config.redis().url().isPresent()
        && config.store().url().isEmpty()
        && config.channelPolicies().anyDurable()) {
      problems.add(
          new Problem(
              "store.url",
              origins.of("redis.url"),
              "is missing",
              "a database that all nodes share, since `redis.url` is set and a channel is "
                  + "durable"));
    }
    return problems;
  }

  private static void checkSql(
      String key, Optional<EngineUrl> url, Origins origins, List<Problem> problems) {
    url.filter(each -> !SQL.contains(each.scheme()))
        .ifPresent(
            each -> problems.add(wrong(key, each, "a URL that begins with `postgresql`", origins)));
  }

  private static Problem wrong(String key, EngineUrl url, String allowed, Origins origins) {
    return new Problem(key, origins.of(key), "can't be `" + url + "`", allowed);
  }
}
