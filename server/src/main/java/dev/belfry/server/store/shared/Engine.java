package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// A server outside of the process that keeps logs for all nodes. Any thread asks, and no call
/// waits. Each question is answered within the engine's timeout: where it is not, or the engine
/// can't be reached, its stage fails, and what was asked may have been done all the same.
///
/// An engine gives each channel its epochs: wherever it may have lost what it had acknowledged, the
/// next append begins a new one, in the same step. What it answers for one channel never goes back
/// within an epoch.
public interface Engine extends AutoCloseable {
  /// The engine's wall clock, as far as it is known here: by it alone messages have their times.
  Clock clock();

  /// The rows of the nodes that use the engine.
  NodeTable nodes();

  /// Who is present on the nodes that use the engine.
  PresenceTable presence();

  /// Begins: signals go there from now on. Called once, before all else.
  void start(Signals signals);

  /// Appends a message. Those of one channel are appended in the order of the calls.
  CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft);

  /// Appends messages that come together, in their order; the answer to each.
  default List<CompletionStage<Appending>> append(
      ChannelName channel, ChannelPolicy policy, List<Draft> drafts) {
    return drafts.stream().map(draft -> append(channel, policy, draft)).toList();
  }

  /// Begins to signal what is appended to a channel, and then reads its state: whatever is appended
  /// after that state is signalled, or said to be doubtful.
  CompletionStage<ChannelState> watch(ChannelName channel, ChannelPolicy policy);

  /// Signals of the channel are wanted no more.
  void unwatch(ChannelName channel);

  /// Reads the states of channels.
  CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels);

  /// Reads what lies past `after`, up to `through` or the head, and stops once the data reaches
  /// `bytesMax`; at least one message where there is one. What was trimmed is no part of it.
  CompletionStage<Page> read(ChannelName channel, long after, long through, int bytesMax);

  /// Finds the offset before the newest `count` messages up to an offset.
  CompletionStage<Long> beforeLast(ChannelName channel, long head, int count);

  /// Finds the offset before the first message that is no older than an age.
  CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age);

  /// Keeps a draft until its time, and appends it then, once, whichever nodes still run.
  CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy);

  /// Takes a scheduled message back, if the guard lets it.
  CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard);

  /// What nodes know together beside messages.
  ControlState control();

  /// The inboxes in the same engine; empty where it keeps none.
  default Optional<SharedInboxes> inboxes() {
    return Optional.empty();
  }

  /// Whether an append would be kept now, and heard of by this node.
  CompletionStage<Boolean> ready();

  /// Lets the engine go. What is not answered yet fails.
  @Override
  void close();
}
