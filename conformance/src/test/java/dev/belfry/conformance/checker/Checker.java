package dev.belfry.conformance.checker;

import dev.belfry.conformance.wire.EventStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Runs publishers and subscribers against a server or several, whichever they are, and records
/// what they saw. The seed decides what each of them does; when it does it, the machine.
public final class Checker {
  private static final int CHANNELS = 2;
  private static final int HTTP_PUBLISHERS = 2;
  private static final int STREAM_SUBSCRIBERS = 3;
  private static final int RAW_SUBSCRIBERS = 3;
  private static final int MANY_CHANNELS_SUBSCRIBERS = 2;
  private static final int FRAMED_SUBSCRIBERS = 3;

  /// Every one of them leaves a story.
  public static final int SUBSCRIBERS_OF_A_CHANNEL =
      1 + STREAM_SUBSCRIBERS + RAW_SUBSCRIBERS + 1 + MANY_CHANNELS_SUBSCRIBERS + FRAMED_SUBSCRIBERS;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(60);

  private final Reach reach;
  private final Random seeds;
  private final List<Board> boards = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();

  /// @param channels a name for the channels, which nobody has used before
  public Checker(Reach reach, long seed, String channels) {
    this.reach = reach;
    this.seeds = new Random(seed);
    for (int i = 0; i < CHANNELS; i++) {
      boards.add(new Board(channels + "-" + i));
    }
  }

  /// Publishes for so long, waits until all subscribers have caught up, and returns what was
  /// recorded of each channel.
  ///
  /// @param catchUpMax how long subscribers may take to get to the end after that
  List<Recording> run(Duration publishing, Duration catchUpMax) throws Exception {
    return run(publishing, catchUpMax, () -> {});
  }

  /// The same.
  ///
  /// @param listened runs once all subscribers listen
  public List<Recording> run(Duration publishing, Duration catchUpMax, Runnable listened)
      throws Exception {
    addSubscribers();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> listening = listen(threads);
      listened.run();
      long endNanos = System.nanoTime() + publishing.toNanos();
      BooleanSupplier finished = () -> System.nanoTime() - endNanos > 0;
      for (Future<?> publisher : publish(threads, finished)) {
        publisher.get();
      }
      for (Board board : boards) {
        HttpPublisher.end(reach, board, whim());
      }
      await(listening, catchUpMax);
      threads.shutdownNow();
    }
    subscribers.forEach(Subscriber::close);
    return boards.stream().map(Board::recording).toList();
  }

  private void addSubscribers() throws IOException {
    Place begin = new Place("", 0);
    for (Board board : boards) {
      begin = head(board);
      String name = board.channel();
      subscribers.add(StreamSubscriber.witness(reach, board, whim()));
      for (int i = 0; i < STREAM_SUBSCRIBERS; i++) {
        subscribers.add(new StreamSubscriber(reach, board, "stream " + i + " of " + name, whim()));
      }
      for (int i = 0; i < RAW_SUBSCRIBERS; i++) {
        subscribers.add(new RawSubscriber(reach, board, "raw " + i + " of " + name, whim(), begin));
      }
      subscribers.add(new PollSubscriber(reach, board, "poll of " + name, whim(), begin));
    }
    for (int i = 0; i < MANY_CHANNELS_SUBSCRIBERS; i++) {
      subscribers.add(new ManyChannelsSubscriber(reach, boards, "many " + i, whim(), begin));
    }
    for (int i = 0; i < FRAMED_SUBSCRIBERS; i++) {
      subscribers.add(new FramedSubscriber(reach, boards, "framed " + i, whim(), begin));
    }
  }

  private Whim whim() {
    return new Whim(seeds.nextLong());
  }

  /// Where a channel stands.
  private Place head(Board board) throws IOException {
    while (true) {
      try (EventStream stream = EventStream.open(reach.open(whim()), board.path(), "")) {
        Optional<EventStream.Event> first = stream.next();
        if (first.isPresent() && !first.get().id().isEmpty()) {
          return Place.parse(first.get().id());
        }
        throw new IOException("an event stream of " + board.path() + " that says nothing");
      } catch (IOException notNow) {
        reach.tolerate(notNow, whim());
      }
    }
  }

  private List<Future<?>> listen(ExecutorService threads) throws Exception {
    var connected = new CountDownLatch(subscribers.size());
    List<Future<?>> listening = new ArrayList<>();
    for (Subscriber subscriber : subscribers) {
      listening.add(threads.submit(() -> subscriber.run(connected::countDown)));
    }
    if (!connected.await(CONNECT_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException(connected.getCount() + " subscribers did not get in");
    }
    return listening;
  }

  private List<Future<?>> publish(ExecutorService threads, BooleanSupplier finished) {
    List<Future<?>> publishing = new ArrayList<>();
    for (Board board : boards) {
      for (int i = 0; i < HTTP_PUBLISHERS; i++) {
        var publisher = new HttpPublisher(reach, board, "h" + i, whim());
        publishing.add(
            threads.submit(() -> {
              publisher.run(finished);
              return publisher;
            }));
      }
      var raw = new WebSocketPublisher(reach, board, "w", whim());
      publishing.add(
          threads.submit(() -> {
            raw.run(finished);
            return raw;
          }));
      var framed = new FramedPublisher(reach, board, "f", whim());
      publishing.add(
          threads.submit(() -> {
            framed.run(finished);
            return framed;
          }));
    }
    return publishing;
  }

  /// One that does not get there is cut off: its recording shows what it did not see.
  private static void await(List<Future<?>> listening, Duration catchUpMax)
      throws ExecutionException, InterruptedException {
    long endNanos = System.nanoTime() + catchUpMax.toNanos();
    for (Future<?> subscriber : listening) {
      try {
        subscriber.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        subscriber.cancel(true);
      }
    }
  }
}
