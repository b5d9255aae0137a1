package dev.belfry.server.store.redis;

import dev.belfry.server.channel.ChannelName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Appends in order: of each channel one group is under way, and what comes meanwhile is the next
/// one. Two under way could change places, where the first has to be sent again. Any thread.
///
/// @param <A> an append
/// @param <R> its answer
final class AppendQueue<A, R> {
  private static final int GROUP_MAX = 64;

  private record Waiting<A, R>(A append, CompletableFuture<R> answer) {}

  /// Sends a group; its stage has an answer for each append, in their order.
  private final BiFunction<ChannelName, List<A>, CompletionStage<List<R>>> send;

  /// What waits for the group that is under way; none is where there is no entry.
  private final ConcurrentHashMap<ChannelName, Queue<Waiting<A, R>>> waiting =
      new ConcurrentHashMap<>();

  AppendQueue(BiFunction<ChannelName, List<A>, CompletionStage<List<R>>> send) {
    this.send = send;
  }

  /// Adds appends that come together; the answer to each.
  List<CompletionStage<R>> add(ChannelName channel, List<A> appends) {
    List<Waiting<A, R>> added =
        appends.stream().map(each -> new Waiting<A, R>(each, new CompletableFuture<>())).toList();
    boolean[] first = {false};
    waiting.compute(
        channel,
        (_, others) -> {
          first[0] = others == null;
          Queue<Waiting<A, R>> queue = others == null ? new ArrayDeque<>() : others;
          queue.addAll(added);
          return queue;
        });
    if (first[0]) {
      sendNext(channel);
    }
    return added.stream().<CompletionStage<R>>map(Waiting::answer).toList();
  }

  private void sendGroup(ChannelName channel, List<Waiting<A, R>> group) {
    CompletionStage<List<R>> answers;
    try {
      answers = send.apply(channel, group.stream().map(Waiting::append).toList());
    } catch (RuntimeException failure) {
      answers = CompletableFuture.failedStage(failure);
    }
    var _ =
        answers.whenComplete((all, failure) -> {
          sendNext(channel);
          answer(group, all, failure);
        });
  }

  private static <A, R> void answer(
      List<Waiting<A, R>> group, @Nullable List<R> answers, @Nullable Throwable failure) {
    for (int i = 0; i < group.size(); i++) {
      if (answers != null) {
        group.get(i).answer.complete(answers.get(i));
      } else {
        group
            .get(i)
            .answer
            .completeExceptionally(
                failure == null ? new IllegalStateException("no answers") : failure);
      }
    }
  }

  private void sendNext(ChannelName channel) {
    List<Waiting<A, R>> next = new ArrayList<>();
    waiting.computeIfPresent(
        channel,
        (_, queue) -> {
          while (next.size() < GROUP_MAX && !queue.isEmpty()) {
            next.add(queue.remove());
          }
          return next.isEmpty() ? null : queue;
        });
    if (!next.isEmpty()) {
      sendGroup(channel, next);
    }
  }
}
