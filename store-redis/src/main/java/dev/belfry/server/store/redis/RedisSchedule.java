package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.shared.GivenIds;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to appear later. Every node looks each second for what has come due, in the partitions
/// where anything was ever scheduled; the script that appends takes it out too, so that it does not
/// matter how many nodes do it.
final class RedisSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSchedule.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int DUE_MAX = 100;
  private static final String FULL = "full";

  private final RedisLink link;
  private final ScriptCalls calls;
  private final ChannelPolicies policies;
  private final GivenIds ids;
  private final Clock clock;
  private final int scheduledMax;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-redis-schedule").factory());

  /// @param clock by which the times of entries are
  /// @param scheduledMax in one partition
  RedisSchedule(
      RedisLink link,
      ScriptCalls calls,
      ChannelPolicies policies,
      GivenIds ids,
      Clock clock,
      int scheduledMax) {
    this.clock = clock;
    this.scheduledMax = scheduledMax;
    this.link = link;
    this.calls = calls;
    this.policies = policies;
    this.ids = ids;
  }

  void start() {
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  CompletionStage<Schedule.Outcome> add(Schedule.Entry entry) {
    Ulid id = ids.nextSecret();
    int partition = Keys.partition(entry.channel());
    Draft draft = entry.draft();
    ScriptCalls.Call call =
        new ScriptCalls.Call(calls.keys().schedule(partition), new ArrayList<>())
            .add(id.toString())
            .add(entry.atMillis())
            .add(new Plan(id, entry).bytes())
            .add(scheduledMax);
    String digest = KeyRecord.digestOf(draft);
    if (draft.idempotencyKey() != null) {
      call.keys().add(calls.keys().idempotency(entry.channel(), draft.idempotencyKey()));
      long untilDue = Math.max(0, entry.atMillis() - clock.wallMillis());
      call.add(KeyRecord.planned(digest, id, entry.atMillis()))
          .add(calls.idempotencyAge().toMillis() + untilDue);
    }
    byte[] member = Keys.bytes(Integer.toString(partition));
    return link.write(
            Keys.OF_ALL,
            master -> master.appends().sadd(calls.keys().partitionsWithSchedule(), member))
        .thenCompose(
            _ -> Script.SCHEDULE.<byte[]>write(link, partition, ScriptOutputType.VALUE, call))
        .thenApply(before -> outcome(before, digest, id, entry.atMillis()));
  }

  /// @param before what the script has answered
  private static Schedule.Outcome outcome(
      byte @Nullable [] before, String digest, Ulid id, long atMillis) {
    if (before == null) {
      return new Schedule.Outcome.Kept(id, atMillis);
    }
    String text = Pieces.text(before);
    return text.equals(FULL)
        ? new Schedule.Outcome.NotKept(new Unavailable("too many messages are scheduled"))
        : KeyRecord.read(text).answerToSchedule(digest);
  }

  // ---- taking back: the id does not tell the partition

  CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    return partitions().thenCompose(partitions -> cancel(id, guard, partitions, 0));
  }

  private CompletionStage<List<Integer>> partitions() {
    return link.ask(
            Keys.OF_ALL,
            master -> master.commands().smembers(calls.keys().partitionsWithSchedule()))
        .thenApply(
            members -> members.stream().map(each -> Integer.parseInt(Pieces.text(each))).toList());
  }

  private CompletionStage<Schedule.Cancellation> cancel(
      Ulid id, Schedule.CancelGuard guard, List<Integer> partitions, int index) {
    if (index == partitions.size()) {
      return CompletableFuture.completedStage(Schedule.Cancellation.UNKNOWN);
    }
    int partition = partitions.get(index);
    byte[] planned = calls.keys().schedule(partition).get(1);
    return link.ask(partition, master -> master.commands().hget(planned, Keys.bytes(id.toString())))
        .thenCompose(kept ->
            kept == null
                ? cancel(id, guard, partitions, index + 1)
                : cancelIn(partition, planOf(id, kept), guard));
  }

  /// What is kept begins with the number of the scheduling.
  private static Plan planOf(Ulid id, byte[] kept) {
    byte[] plan = new byte[kept.length - 13];
    System.arraycopy(kept, 13, plan, 0, plan.length);
    return Plan.read(id, plan);
  }

  private CompletionStage<Schedule.Cancellation> cancelIn(
      int partition, Plan plan, Schedule.CancelGuard guard) {
    if (!guard.admits(plan.entry().channel(), plan.entry().author())) {
      return CompletableFuture.completedStage(Schedule.Cancellation.REFUSED);
    }
    ScriptCalls.Call call =
        new ScriptCalls.Call(calls.keys().schedule(partition), new ArrayList<>())
            .add(plan.id().toString());
    String key = plan.entry().draft().idempotencyKey();
    if (key != null) {
      call.keys().add(calls.keys().idempotency(plan.entry().channel(), key));
    }
    return Script.CANCEL
        .<Long>write(link, partition, ScriptOutputType.INTEGER, call)
        .thenApply(done -> done == 1 ? Schedule.Cancellation.DONE : Schedule.Cancellation.UNKNOWN);
  }

  // ---- what has come due

  private void look() {
    if (!looking.compareAndSet(false, true)) {
      return;
    }
    CompletionStage<?> done;
    try {
      done = partitions().thenCompose(this::lookIn);
    } catch (RuntimeException away) {
      done = CompletableFuture.failedStage(away);
    }
    var _ =
        done.whenComplete((_, failure) -> {
          looking.set(false);
          if (failure != null) {
            LOG.debug("what is due can't be published now", failure);
          }
        });
  }

  private CompletionStage<Void> lookIn(List<Integer> partitions) {
    return CompletableFuture.allOf(
        partitions.stream()
            .map(partition -> lookIn(partition).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> lookIn(int partition) {
    List<byte[]> names = calls.keys().schedule(partition);
    ScriptCalls.Call call = new ScriptCalls.Call(names, new ArrayList<>()).add(DUE_MAX);
    return Script.PLANNED
        .ask(link, partition, ScriptOutputType.MULTI, call)
        .thenCompose(reply -> {
          List<Object> due = Replies.list(reply);
          CompletionStage<Void> published = publish(names, due);
          return due.size() < DUE_MAX ? published : published.thenCompose(_ -> lookIn(partition));
        });
  }

  private CompletionStage<Void> publish(List<byte[]> names, List<Object> due) {
    Map<ChannelName, List<Plan>> byChannel = new LinkedHashMap<>();
    for (Object each : due) {
      List<Object> fields = Replies.list(each);
      Plan plan = Plan.read(Ulid.from(Replies.text(fields.getFirst())), (byte[]) fields.get(1));
      byChannel.computeIfAbsent(plan.entry().channel(), _ -> new ArrayList<>()).add(plan);
    }
    List<CompletableFuture<?>> published = new ArrayList<>();
    byChannel.forEach(
        (channel, plans) -> published.add(publish(channel, names, plans).toCompletableFuture()));
    return CompletableFuture.allOf(published.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Object> publish(
      ChannelName channel, List<byte[]> names, List<Plan> plans) {
    ChannelPolicy policy = policies.policyFor(channel);
    ScriptCalls.Call call = calls.toAppend(channel, policy);
    call.keys().addAll(names);
    for (Plan plan : plans) {
      Draft draft = plan.entry().draft();
      long expires = draft.expiresAtMillis();
      String until = expires == Long.MAX_VALUE ? "" : Long.toString(expires);
      call.add(plan.id().toString());
      calls.addMessage(call, channel, policy, new ScriptCalls.Entry(draft, plan.id(), until));
    }
    return Script.DUE.write(link, Keys.partition(channel), ScriptOutputType.INTEGER, call);
  }

  @Override
  public void close() {
    var _ = timer.shutdownNow();
  }
}
