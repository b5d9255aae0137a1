package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.redis.link.LinkSettings;
import dev.belfry.server.store.redis.link.MasterLink;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.redis.link.RedisUrl;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.ControlState;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.GivenIds;
import dev.belfry.server.store.shared.Page;
import dev.belfry.server.store.shared.Signals;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shared logs in Redis. A channel is one hash and one stream; an append is one script.
final class RedisEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(RedisEngine.class);

  /// A message with what its channel keeps.
  private record AskedAppend(ChannelPolicy policy, ScriptCalls.Entry entry) {}

  /// What became of it. The next group of the channel need not wait until replicas have it.
  private record Appended(Appending answer, MasterLink by) {}

  private final RedisSettings settings;
  private final ChannelPolicies policies;
  private final ServerClock clock;
  private final Clock own;
  private final GivenIds ids;
  private final Keys keys;
  private final ScriptCalls calls;
  private final RedisLink link;
  private final AppendQueue<AskedAppend, Appended> appends;
  private final RedisSchedule schedule;
  private final RedisControl control;
  private final NodeHashes nodes;
  private final PresenceHashes presence;
  private @Nullable Signals signals;

  /// @param idempotencyAge how long an idempotency key is kept
  /// @param random for lives and ids: one that any thread may use, and secure but in tests
  RedisEngine(
      RedisSettings settings,
      ChannelPolicies policies,
      Duration idempotencyAge,
      Clock clock,
      RandomGenerator random) {
    this.settings = settings;
    this.policies = policies;
    this.own = clock;
    this.clock = new ServerClock(clock);
    this.ids = new GivenIds(random, this.clock);
    this.keys = new Keys(settings.prefix());
    this.link = new RedisLink(linkSettings(settings, keys), this::signalled, this::doubtful);
    this.calls = new ScriptCalls(keys, link.split(), idempotencyAge, random);
    this.appends = new AppendQueue<>(this::appendGroup);
    this.control = new RedisControl(link, keys, random);
    this.nodes = new NodeHashes(link, keys);
    this.presence = new PresenceHashes(link, keys);
    this.schedule = new RedisSchedule(link, calls, policies, ids, clock, settings.scheduledMax());
  }

  private static LinkSettings linkSettings(RedisSettings settings, Keys keys) {
    String node = UlidCreator.getUlid().toString();
    return new LinkSettings(
        RedisUrl.parse(settings.url()),
        settings.trust(),
        settings.timeout(),
        settings.waitReplicas(),
        Keys.PARTITIONS,
        partition -> keys.own(partition, node));
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public NodeTable nodes() {
    return nodes;
  }

  @Override
  public PresenceTable presence() {
    return presence;
  }

  @Override
  public void start(Signals to) {
    signals = to;
    nodes.start();
    link.start();
    schedule.start();
  }

  /// A question that can't be asked fails like one that is not answered.
  static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  // ---- appending

  @Override
  public CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft) {
    return append(channel, policy, List.of(draft)).getFirst();
  }

  @Override
  public List<CompletionStage<Appending>> append(
      ChannelName channel, ChannelPolicy policy, List<Draft> drafts) {
    List<AskedAppend> asked = drafts.stream().map(draft -> asked(policy, draft)).toList();
    return appends.add(channel, asked).stream().map(this::replicated).toList();
  }

  private AskedAppend asked(ChannelPolicy policy, Draft draft) {
    Ulid id = draft.id() != null ? draft.id() : ids.next();
    long expires = draft.expiresAtMillis();
    String ttl =
        expires == Long.MAX_VALUE ? "" : Long.toString(Math.max(0, expires - own.wallMillis()));
    return new AskedAppend(policy, new ScriptCalls.Entry(draft, id, ttl));
  }

  private CompletionStage<Appending> replicated(CompletionStage<Appended> appending) {
    return appending.thenCompose(appended ->
        settings.waitReplicas() == 0
            ? CompletableFuture.completedStage(appended.answer())
            : appended.by().replicated().thenApply(_ -> appended.answer()));
  }

  private CompletionStage<List<Appended>> appendGroup(
      ChannelName channel, List<AskedAppend> group) {
    ChannelPolicy policy = group.getLast().policy();
    ScriptCalls.Call call = calls.toAppend(channel, policy);
    group.forEach(each -> calls.addMessage(call, channel, policy, each.entry()));
    return link.ask(
        Keys.partition(channel),
        master ->
            Script.APPEND
                .run(master.appends(), ScriptOutputType.MULTI, call.keys(), call.arguments())
                .thenApply(parts ->
                    appended(policy, group, Replies.list(parts)).stream()
                        .map(appending -> new Appended(appending, master))
                        .toList()));
  }

  private List<Appending> appended(
      ChannelPolicy policy, List<AskedAppend> group, List<Object> parts) {
    ChannelState state = Replies.state(Replies.list(parts.getFirst()));
    long atMillis = Replies.number(parts.get(1));
    clock.said(atMillis);
    List<Object> answers = Replies.list(parts.get(2));
    List<Appending> appended = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      ScriptCalls.Entry entry = group.get(i).entry();
      appended.add(
          answers.get(i) instanceof Long offset
              ? new Appending.Kept(stateAt(state, offset), message(policy, entry, offset, atMillis))
              : new Appending.KeyKnown(
                  KeyRecord.read(Replies.text(answers.get(i)))
                      .answer(KeyRecord.digestOf(entry.draft()))));
    }
    return appended;
  }

  /// The state with one message of a group, which was appended as a whole.
  private static ChannelState stateAt(ChannelState after, long offset) {
    return new ChannelState(after.epoch(), Math.min(after.trimmedThrough(), offset), offset);
  }

  private static Message message(
      ChannelPolicy policy, ScriptCalls.Entry entry, long offset, long atMillis) {
    Draft draft = entry.draft();
    return new Message(
        offset,
        entry.id(),
        atMillis,
        draft.data(),
        draft.kind(),
        draft.replaceKey(),
        entry.ttl().isEmpty() ? Long.MAX_VALUE : atMillis + Long.parseLong(entry.ttl()),
        policy.echo() ? null : draft.publisherSession());
  }

  // ---- signals

  private void signalled(String name, byte[] payload) {
    if (name.equals(keys.hints())) {
      nodes.told(payload);
      return;
    }
    Signals to = signals;
    if (to == null) {
      return;
    }
    try {
      Replies.Signal signal = Replies.Signal.read(payload);
      to.appended(keys.channelOf(name), signal.state(), signal.messages());
    } catch (RuntimeException unknown) { // of another version: a hint to read
      LOG.debug("a signal can't be read", unknown);
      to.doubtful();
    }
  }

  private void doubtful() {
    nodes.doubtful();
    Signals to = signals;
    if (to != null) {
      to.doubtful();
    }
  }

  @Override
  public CompletionStage<ChannelState> watch(ChannelName channel, ChannelPolicy policy) {
    return ask(() ->
        link.subscribe(Keys.partition(channel), keys.signal(channel))
            .thenCompose(_ -> states(List.of(channel)))
            .thenApply(states -> states.get(channel)));
  }

  @Override
  public void unwatch(ChannelName channel) {
    link.unsubscribe(Keys.partition(channel), keys.signal(channel));
  }

  // ---- reading

  @Override
  public CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels) {
    Map<Integer, List<ChannelName>> together = new LinkedHashMap<>();
    for (ChannelName channel : channels) {
      int group = link.split() ? Keys.partition(channel) : Keys.OF_ALL;
      together.computeIfAbsent(group, _ -> new ArrayList<>()).add(channel);
    }
    Map<ChannelName, ChannelState> states = new ConcurrentHashMap<>();
    return ask(() ->
        CompletableFuture.allOf(
                together.entrySet().stream()
                    .map(group ->
                        statesIn(group.getKey(), group.getValue())
                            .thenAccept(states::putAll)
                            .toCompletableFuture())
                    .toArray(CompletableFuture[]::new))
            .thenApply(_ -> states));
  }

  private CompletionStage<Map<ChannelName, ChannelState>> statesIn(
      int partition, List<ChannelName> channels) {
    ScriptCalls.Call call = new ScriptCalls.Call(new ArrayList<>(), new ArrayList<>());
    for (ChannelName channel : channels) {
      call.keys().addAll(keys.channel(channel));
      call.add(calls.freshLife());
    }
    return Script.STATES
        .ask(link, partition, ScriptOutputType.MULTI, call)
        .thenApply(reply -> {
          Map<ChannelName, ChannelState> states = new HashMap<>();
          List<Object> all = Replies.list(reply);
          for (int i = 0; i < channels.size(); i++) {
            states.put(channels.get(i), Replies.state(Replies.list(all.get(i))));
          }
          return states;
        });
  }

  @Override
  public CompletionStage<Page> read(ChannelName channel, long after, long through, int bytesMax) {
    ScriptCalls.Call call =
        calls
            .ofChannel(channel, policies.policyFor(channel))
            .add(after)
            .add(through == Long.MAX_VALUE ? "" : Long.toString(through))
            .add(bytesMax);
    return ask(() ->
        Script.READ
            .ask(link, Keys.partition(channel), ScriptOutputType.MULTI, call)
            .thenApply(Replies::page));
  }

  @Override
  public CompletionStage<Long> beforeLast(ChannelName channel, long head, int count) {
    return before(channel, head, "count", count);
  }

  @Override
  public CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age) {
    return before(channel, head, "age", age.toMillis());
  }

  private CompletionStage<Long> before(ChannelName channel, long head, String what, long measure) {
    ScriptCalls.Call call = calls.ofChannel(channel).add(head).add(what).add(measure);
    return ask(() ->
        Script.BEFORE
            .ask(link, Keys.partition(channel), ScriptOutputType.VALUE, call)
            .thenApply(Replies::number));
  }

  // ---- the schedule

  @Override
  public CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    return ask(() -> schedule.add(entry));
  }

  @Override
  public CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    return ask(() -> schedule.cancel(id, guard));
  }

  @Override
  public ControlState control() {
    return control;
  }

  @Override
  public CompletionStage<Boolean> ready() {
    return ask(() -> CompletableFuture.completedStage(link.believed()));
  }

  @Override
  public void close() {
    schedule.close();
    link.close();
  }
}
