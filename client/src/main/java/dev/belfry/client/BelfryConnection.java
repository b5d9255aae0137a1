package dev.belfry.client;

import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.Reply;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One WebSocket for many channels: publish, subscribe, history and presence, kept up across lost
/// connections. Safe for any thread.
///
/// When the connection is lost it is made again, after waits that grow from 0.5 s to 20 s; each
/// subscription then goes on where it was, and what was not answered is sent again. A publish has
/// an idempotency key for that, so no message is taken twice.
public final class BelfryConnection implements AutoCloseable {
  /// As many as the server takes before it reads no further.
  private static final int UNANSWERED_MAX = 64;

  private final ConnectionSettings settings;
  private final boolean ownsHttp;
  private final Semaphore unanswered = new Semaphore(UNANSWERED_MAX, true);
  private final TaskLoop loop = new TaskLoop();
  private final Commands commands = new Commands();
  private final Subscriptions subscriptions;
  private final InboxUpdates updates = new InboxUpdates(loop, commands);
  private final Upkeep upkeep;
  private volatile boolean closed;

  BelfryConnection(ConnectionSettings settings, boolean ownsHttp) {
    this.settings = settings;
    this.ownsHttp = ownsHttp;
    this.subscriptions = new Subscriptions(loop, commands, settings::backoff);
    this.upkeep = new Upkeep(settings, loop, commands, subscriptions, updates);
  }

  /// A connection with settings of one's own.
  ///
  /// @param base the server's address, such as `http://localhost:8000`
  public static ConnectionBuilder to(URI base) {
    return new ConnectionBuilder(base);
  }

  /// A connection with all defaults.
  ///
  /// @param base the server's address, such as `http://localhost:8000`
  public static BelfryConnection open(URI base) {
    return to(base).open();
  }

  void start() {
    loop.post(upkeep::begin);
  }

  // ---- channels

  /// Subscribes from now on, to be read by iterating.
  public Subscription subscribe(String channel) {
    return subscribe(channel, SubscribeOptions.NOW);
  }

  /// Subscribes, to be read by iterating. Whoever doesn't read holds up all channels of this
  /// connection, once as much waits as the options allow.
  ///
  /// A connection has one subscription to a channel; a second ends as refused.
  public Subscription subscribe(String channel, SubscribeOptions options) {
    Subscription subscription =
        new Subscription(channel, options, this::hasRoom, this::unsubscribe);
    if (closed || !loop.post(() -> subscriptions.add(subscription))) {
      subscription.endWith(new SubscriptionEnd.Closed());
    }
    return subscription;
  }

  /// Subscribes from now on, and has a listener called.
  public Subscription subscribe(String channel, ChannelListener listener) {
    return subscribe(channel, SubscribeOptions.NOW, listener);
  }

  /// Subscribes, and has a listener called. While it is busy and as much waits as the options
  /// allow, all channels of this connection wait.
  public Subscription subscribe(
      String channel, SubscribeOptions options, ChannelListener listener) {
    Subscription subscription = subscribe(channel, options);
    Thread.ofVirtual().name("belfry-channel").start(() -> subscription.readAll(listener));
    return subscription;
  }

  private void hasRoom(Subscription subscription) {
    loop.post(() -> subscriptions.hasRoom(subscription));
  }

  private void unsubscribe(Subscription subscription) {
    loop.post(() -> subscriptions.remove(subscription));
  }

  // ---- questions

  /// Publishes. A publication without an idempotency key gets a random one. While 64 questions of
  /// this connection have no answer, the caller waits for one.
  ///
  /// @return the server's answer; a [ConnectionClosedException] if the connection ends without one
  public CompletableFuture<PublishOutcome> publish(Publication publication)
      throws InterruptedException {
    return publish(publication, null, BelfryConnection::publishedOf);
  }

  /// Publishes later; otherwise as `publish`. A delay counts from when the server takes it. By the
  /// id in the answer, [BelfryClient#cancel] takes it back.
  ///
  /// @param whenOrAfter a delay such as `10m`, or a time of RFC 3339, at most 365 days ahead; one
  ///   in the past is now
  public CompletableFuture<ScheduleOutcome> schedule(Publication publication, String whenOrAfter)
      throws InterruptedException {
    return publish(publication, whenOrAfter, BelfryConnection::scheduledOf);
  }

  private <T> CompletableFuture<T> publish(
      Publication publication, @Nullable String at, Function<Reply, T> reading)
      throws InterruptedException {
    Optional<JsonText> data =
        publication.json()
            ? JsonText.parse(publication.body())
            : Optional.of(JsonText.ofString(publication.body()));
    if (data.isEmpty()) {
      Reply notJson = Reply.Failed.of(ErrorCode.BAD_REQUEST, "the body is not JSON");
      return CompletableFuture.completedFuture(reading.apply(notJson));
    }
    Publication keyed = publication.key().isPresent() ? publication : publication.withRandomKey();
    Command command =
        new Command.Publish(
            keyed.channel(),
            data.get(),
            keyed.key().orElse(null),
            keyed.replaceKey().orElse(null),
            keyed.expires().orElse(null),
            at);
    return ask(command, reading);
  }

  private static PublishOutcome publishedOf(Reply reply) {
    return switch (reply) {
      case Reply.Published(var message) -> new PublishOutcome.Published(message);
      case Reply.Failed failed -> new PublishOutcome.Refused(Problem.of(failed));
      case Reply other -> throw new IllegalStateException("a publish got " + other);
    };
  }

  private static ScheduleOutcome scheduledOf(Reply reply) {
    return reply instanceof Reply.Scheduled(var message)
        ? new ScheduleOutcome.Scheduled(message)
        : publishedOf(reply);
  }

  /// A page of what a channel keeps.
  public CompletableFuture<Answer<Reply.Page>> history(Command.History wanted)
      throws InterruptedException {
    return ask(wanted, reply -> answerOf(reply, Reply.Page.class));
  }

  /// Who is present on a channel.
  public CompletableFuture<Answer<Reply.Present>> presence(String channel)
      throws InterruptedException {
    return ask(new Command.Presence(channel), reply -> answerOf(reply, Reply.Present.class));
  }

  /// A page of the user's inbox.
  public CompletableFuture<Answer<Reply.Inbox>> inbox(Command.Inbox wanted)
      throws InterruptedException {
    return ask(wanted, reply -> answerOf(reply, Reply.Inbox.class));
  }

  /// Marks items of the user's inbox. What the mark has changed is told by the answer alone.
  public CompletableFuture<Answer<Reply.Marked>> mark(InboxMark mark) throws InterruptedException {
    return ask(new Command.Mark(mark), reply -> answerOf(reply, Reply.Marked.class));
  }

  /// Has a listener told what is in the user's inbox, and what changes in it, across lost
  /// connections. A second one takes the place of the first.
  ///
  /// @param wanted which page comes first
  public void watchInbox(Command.Inbox wanted, InboxListener listener) {
    loop.post(() -> updates.begin(wanted, listener));
  }

  private static <T extends Reply> Answer<T> answerOf(Reply reply, Class<T> kind) {
    return reply instanceof Reply.Failed failed
        ? new Answer.Refused<>(Problem.of(failed))
        : new Answer.Given<>(kind.cast(reply));
  }

  /// The program's stages run on virtual threads, never on the connection's.
  private <T> CompletableFuture<T> ask(Command command, Function<Reply, T> reading)
      throws InterruptedException {
    unanswered.acquire();
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    var unused = reply.whenComplete((answer, error) -> unanswered.release());
    if (closed || !loop.post(() -> commands.ask(command, reply))) {
      reply.completeExceptionally(new ConnectionClosedException("the connection was closed"));
    }
    return reply.thenApplyAsync(reading, Thread::startVirtualThread);
  }

  // ---- the end

  /// Waits until the connection has ended for good: closed, or refused by the server.
  public void awaitEnd() throws InterruptedException {
    loop.awaitEnd();
  }

  /// Ends it, and waits until it has: subscriptions end at once, what was asked is still answered
  /// if the server is there.
  @Override
  public void close() {
    closed = true;
    loop.post(upkeep::close);
    try {
      loop.awaitEnd();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    if (ownsHttp) {
      settings.http().shutdownNow();
    }
  }
}
