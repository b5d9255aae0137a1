package dev.belfry.server.store.redis;

import dev.belfry.server.store.Epochs;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.shared.ControlState;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/// What nodes know together beside messages, in a few keys of one slot. Any thread asks.
final class RedisControl implements ControlState {
  private static final int USERS_MAX = 1_000;
  private static final int FIELDS_BEFORE = 2;
  private static final int FIELDS_OF_USER = 3;

  private final RedisLink link;
  private final Keys keys;
  private final RandomGenerator random;

  RedisControl(RedisLink link, Keys keys, RandomGenerator random) {
    this.link = link;
    this.keys = keys;
    this.random = random;
  }

  @Override
  public CompletionStage<Disconnections> disconnections(Disconnections before) {
    ScriptCalls.Call call =
        new ScriptCalls.Call(keys.disconnections(), new ArrayList<>())
            .add(before.life())
            .add(before.version())
            .add(USERS_MAX);
    return Script.DISCONNECTIONS
        .ask(link, Keys.OF_ALL, ScriptOutputType.MULTI, call)
        .thenApply(reply -> disconnections(Replies.list(reply)));
  }

  private static Disconnections disconnections(List<Object> fields) {
    Map<String, Long> notBefore = new HashMap<>();
    long last = 0;
    for (int i = FIELDS_BEFORE; i < fields.size(); i += FIELDS_OF_USER) {
      notBefore.put(Replies.text(fields.get(i)), Replies.number(fields.get(i + 1)));
      last = Replies.number(fields.get(i + 2));
    }
    boolean more = notBefore.size() == USERS_MAX;
    long version = more ? last : Replies.number(fields.get(1));
    return new Disconnections(Replies.text(fields.getFirst()), version, notBefore, more);
  }

  @Override
  public CompletionStage<Boolean> disconnect(Map<String, Long> notBefore, Duration lasts) {
    ScriptCalls.Call call =
        new ScriptCalls.Call(keys.disconnections(), new ArrayList<>())
            .add(Epochs.fresh(random))
            .add(lasts.toMillis());
    notBefore.forEach((user, millis) -> call.add(user).add(millis));
    return Script.DISCONNECT
        .write(link, Keys.OF_ALL, ScriptOutputType.VALUE, call)
        .thenApply(_ -> true);
  }

  @Override
  public CompletionStage<Boolean> claim(String id, Duration lasts) {
    SetArgs once = SetArgs.Builder.nx().px(lasts.toMillis());
    return link.write(
            Keys.OF_ALL, master -> master.commands().set(keys.claim(id), new byte[] {'1'}, once))
        .thenApply(Objects::nonNull);
  }

  @Override
  public CompletionStage<Map<String, Elsewhere>> connections(
      String node, Map<String, Integer> counts, Set<String> asked) {
    ScriptCalls.Call call =
        new ScriptCalls.Call(new ArrayList<>(List.of(keys.countingNodes())), new ArrayList<>())
            .add(node)
            .add(counts.size());
    counts.forEach((user, count) -> {
      call.keys().add(keys.connections(user));
      call.add(count);
    });
    List<String> users = List.copyOf(asked);
    users.forEach(user -> call.keys().add(keys.connections(user)));
    return Script.CONNECTIONS
        .ask(link, Keys.OF_ALL, ScriptOutputType.MULTI, call)
        .thenApply(reply -> elsewhere(users, Replies.list(reply)));
  }

  private static Map<String, Elsewhere> elsewhere(List<String> users, List<Object> fields) {
    Map<String, Elsewhere> elsewhere = new HashMap<>();
    for (int i = 0; i < users.size(); i++) {
      int connections = (int) Replies.number(fields.get(2 * i));
      boolean theyLeave = Replies.number(fields.get(2 * i + 1)) == 1;
      elsewhere.put(users.get(i), new Elsewhere(connections, theyLeave));
    }
    return elsewhere;
  }

  @Override
  public CompletionStage<byte[]> agree(String name, byte[] proposed) {
    byte[] key = keys.agreed(name);
    return link.write(
        Keys.OF_ALL,
        master ->
            master
                .commands()
                .set(key, proposed, SetArgs.Builder.nx())
                .thenCompose(_ -> master.commands().get(key)));
  }
}
