package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.runtime.Loop;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The questions of a node to its engine: each is answered on the owner's loop, if only by
/// `Unavailable`. Any thread asks.
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);
  private static final Unavailable AWAY =
      new Unavailable("the shared store can't be reached now; try again later");

  private final Engine engine;
  private final Loop owner;
  private final FaultGuard faults;
  private final LogInterval troubleLog;
  private final EngineSilence silence;
  private final Clock clock;
  private final BusCounters counters = new BusCounters();

  EngineCalls(Engine engine, Loop owner, EngineSilence silence, Clock clock) {
    this.silence = silence;
    this.engine = engine;
    this.owner = owner;
    this.faults = new FaultGuard("answering", clock);
    this.clock = clock;
    this.troubleLog = new LogInterval(clock);
  }

  Engine engine() {
    return engine;
  }

  EngineSilence silence() {
    return silence;
  }

  Clock clock() {
    return engine.clock();
  }

  BusCounters counters() {
    return counters;
  }

  Loop owner() {
    return owner;
  }

  /// Appends what comes together, and counts how long that takes. For each message, `then` or
  /// `otherwise` is called once with its index, on the owner's loop.
  void append(
      ChannelName channel,
      ChannelPolicy policy,
      List<Draft> drafts,
      ObjIntConsumer<Appending> then,
      ObjIntConsumer<Unavailable> otherwise) {
    List<CompletionStage<Appending>> answers;
    try {
      answers = engine.append(channel, policy, drafts);
    } catch (RuntimeException bug) {
      answers = Collections.nCopies(drafts.size(), CompletableFuture.failedStage(bug));
    }
    for (int i = 0; i < drafts.size(); i++) {
      int index = i;
      CompletionStage<Appending> answer = answers.get(i);
      ask(
          () -> counters.appending(answer, clock),
          appending -> then.accept(appending, index),
          why -> otherwise.accept(why, index));
    }
  }

  /// Asks. One of the two is called once, on the owner's loop.
  <T> void ask(
      Supplier<CompletionStage<T>> question, Consumer<T> then, Consumer<Unavailable> otherwise) {
    long askedNanos = clock.nanos();
    CompletionStage<T> answer;
    try {
      answer = question.get();
    } catch (RuntimeException bug) {
      LOG.error("the shared store can't be asked", bug);
      owner.execute(() -> guarded(() -> otherwise.accept(AWAY)));
      return;
    }
    var _ =
        answer.whenComplete((value, failure) -> {
          counters.answered(clock.nanos() - askedNanos);
          owner.execute(() -> {
            if (failure == null) {
              guarded(() -> then.accept(value));
            } else {
              tell(failure);
              guarded(() -> otherwise.accept(AWAY));
            }
          });
        });
  }

  private void guarded(Runnable answer) {
    var _ = faults.run(answer);
  }

  private void tell(@Nullable Throwable failure) {
    if (troubleLog.isDue()) {
      Throwable cause =
          failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
      LOG.warn("the shared store does not answer: {}", String.valueOf(cause));
    }
  }
}
