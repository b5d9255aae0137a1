package dev.belfry.server.store.redis;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.store.redis.link.RedisLink;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who is present: a hash for each channel and edition, in the slot of the channel. It lasts for
/// some minutes after it was written or touched, so nothing stays of nodes that are gone. Any
/// thread asks.
final class PresenceHashes implements PresenceTable {
  private static final Duration LASTING = Duration.ofMinutes(4);

  private final RedisLink link;
  private final Keys keys;

  PresenceHashes(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /// Asks once for each of some things, all at once; fails where one of the answers does.
  private static <A, B> CompletionStage<Map<A, B>> each(
      Collection<A> things, Function<A, CompletionStage<B>> ask) {
    Map<A, CompletableFuture<B>> answers = new LinkedHashMap<>();
    things.forEach(thing -> answers.put(thing, ask.apply(thing).toCompletableFuture()));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(_ -> {
          Map<A, B> all = new LinkedHashMap<>();
          answers.forEach((thing, answer) -> all.put(thing, answer.join()));
          return all;
        });
  }

  @Override
  public CompletionStage<?> write(String edition, long batch, List<Entry> entries) {
    Map<ChannelName, List<Entry>> byChannel =
        entries.stream()
            .collect(
                Collectors.groupingBy(Entry::channel, LinkedHashMap::new, Collectors.toList()));
    return each(
        byChannel.keySet(),
        channel -> {
          ScriptCalls.Call call =
              new ScriptCalls.Call(List.of(keys.presence(channel, edition)), new ArrayList<>())
                  .add(batch)
                  .add(LASTING.toMillis());
          for (Entry entry : byChannel.getOrDefault(channel, List.of())) {
            call.add(entry.user()).add(entry.row() == null ? "" : entry.row());
          }
          return Script.WRITE_PRESENCE.<Object>ask(
              link, Keys.partition(channel), ScriptOutputType.INTEGER, call);
        });
  }

  @Override
  public CompletionStage<Answer> read(
      Collection<Question> questions, String own, Collection<String> editions) {
    List<String> others = List.copyOf(editions);
    CompletionStage<Map<ChannelName, Found>> all =
        eachFound(
            questions,
            question -> {
              List<byte[]> names = new ArrayList<>();
              names.add(keys.presence(question.channel(), own));
              others.forEach(edition -> names.add(keys.presence(question.channel(), edition)));
              ScriptCalls.Call call =
                  new ScriptCalls.Call(names, new ArrayList<>())
                      .add(question.rowsMax())
                      .add(BYTES_MAX)
                      .add(EXACT_MAX);
              int partition = Keys.partition(question.channel());
              return Script.READ_PRESENCE
                  .ask(link, partition, ScriptOutputType.MULTI, call)
                  .thenApply(reply -> found(Replies.list(reply), others));
            });
    return all.thenCompose(found -> life().thenApply(life -> new Answer(life, found)));
  }

  /// That of the server that has the rows of the nodes, asked after all else.
  private CompletionStage<String> life() {
    ScriptCalls.Call call = new ScriptCalls.Call(keys.nodes(), List.of());
    return Script.LIFE
        .ask(link, Keys.OF_ALL, ScriptOutputType.VALUE, call)
        .thenApply(Replies::text);
  }

  private CompletionStage<Map<ChannelName, Found>> eachFound(
      Collection<Question> questions, Function<Question, CompletionStage<Found>> ask) {
    return each(questions, ask)
        .thenApply(all -> {
          Map<ChannelName, Found> found = new HashMap<>();
          all.forEach((question, answer) -> found.put(question.channel(), answer));
          return found;
        });
  }

  /// A number alone, or a list for each edition: users and rows in turn.
  private static Found found(List<Object> reply, List<String> editions) {
    if (reply.getFirst() instanceof Long users) {
      return new Found.Count(Math.toIntExact(users));
    }
    Map<String, Map<String, String>> byEdition = new HashMap<>();
    for (int i = 0; i < editions.size(); i++) {
      List<Object> fields = Replies.list(reply.get(i));
      Map<String, String> rows = new HashMap<>();
      for (int at = 0; at < fields.size(); at += 2) {
        rows.put(Replies.text(fields.get(at)), Replies.text(fields.get(at + 1)));
      }
      if (!rows.isEmpty()) {
        byEdition.put(editions.get(i), rows);
      }
    }
    return new Found.Rows(byEdition);
  }

  /// It goes by itself.
  @Override
  public void end(String edition) {}

  @Override
  public Optional<Duration> lasting() {
    return Optional.of(LASTING);
  }

  @Override
  public CompletionStage<List<ChannelName>> touch(
      String edition, Collection<ChannelName> channels) {
    return each(
            channels,
            channel -> {
              ScriptCalls.Call call =
                  new ScriptCalls.Call(List.of(keys.presence(channel, edition)), new ArrayList<>())
                      .add(LASTING.toMillis());
              return Script.TOUCH_PRESENCE.<Long>ask(
                  link, Keys.partition(channel), ScriptOutputType.INTEGER, call);
            })
        .thenApply(all ->
            all.entrySet().stream()
                .filter(answer -> answer.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList());
  }
}
