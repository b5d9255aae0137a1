package dev.belfry.server.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.PublishReply;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Loop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Publishes for the program that the server is embedded in, whose threads wait until a message is
/// kept. However many there are, what they have under way is bounded by size; the others wait
/// before they begin. Nobody waits for a server that has ended. Any thread but a loop's may call
/// it.
public final class ProgramPublisher implements AutoCloseable {
  /// What a publish costs beside its text.
  private static final int PUBLISH_BYTES = 512;

  private static final String ENDED = "the server has ended";

  private final Publisher publisher;
  private final List<? extends Loop> loops;
  private final int bytesMax;
  private final Semaphore bytes;
  private final Consumer<CompletableFuture<Optional<PublishOutcome>>> wait;
  private final Set<Answer> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// What became of one publish; empty where the server has ended before it was known.
  private static final class Answer {
    private final CompletableFuture<Optional<PublishOutcome>> future = new CompletableFuture<>();
  }

  /// @param loops which must not wait
  /// @param bytesMax of texts that are published at the same time; one alone may be larger
  public ProgramPublisher(Publisher publisher, List<? extends Loop> loops, int bytesMax) {
    this(publisher, loops, bytesMax, CompletableFuture::join);
  }

  /// @param wait how a thread waits until an answer is there
  public ProgramPublisher(
      Publisher publisher,
      List<? extends Loop> loops,
      int bytesMax,
      Consumer<CompletableFuture<Optional<PublishOutcome>>> wait) {
    this.publisher = publisher;
    this.wait = wait;
    this.loops = List.copyOf(loops);
    this.bytesMax = bytesMax;
    this.bytes = new Semaphore(bytesMax, true);
  }

  /// Publishes text and waits until it is kept.
  ///
  /// @param loop goes between
  /// @param publisherSession the id of the session that publishes, asked for on the loop; null for
  ///   none
  /// @throws IllegalArgumentException where the message is refused for what it is
  /// @throws IllegalStateException where it can't be kept now, the server has ended, or the caller
  ///   is an event loop
  public PublishReply publish(
      Loop loop, ChannelName channel, String text, Supplier<@Nullable Ulid> publisherSession) {
    if (loops.stream().anyMatch(Loop::inLoop)) {
      throw new IllegalStateException("publishing waits, so an event loop must not");
    }
    int cost = (int) Math.min(bytesMax, 2L * text.length() + PUBLISH_BYTES);
    bytes.acquireUninterruptibly(cost);
    try {
      return replyOf(await(loop, channel, text, publisherSession));
    } finally {
      bytes.release(cost);
    }
  }

  private Optional<PublishOutcome> await(
      Loop loop, ChannelName channel, String text, Supplier<@Nullable Ulid> publisherSession) {
    Answer answer = new Answer();
    underWay.add(answer);
    try {
      if (closed) {
        return Optional.empty();
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      loop.execute(() -> {
        try {
          Draft draft = Draft.of(utf8, Message.Kind.TEXT, publisherSession.get());
          publisher.publish(
              Principals.PROGRAM,
              channel,
              draft,
              loop,
              outcome -> answer.future.complete(Optional.of(outcome)));
        } catch (RuntimeException bug) {
          answer.future.completeExceptionally(bug);
        }
      });
      wait.accept(answer.future);
      return answer.future.join();
    } finally {
      underWay.remove(answer);
    }
  }

  private static PublishReply replyOf(Optional<PublishOutcome> outcome) {
    return switch (outcome.orElseThrow(() -> new IllegalStateException(ENDED))) {
      case PublishOutcome.Accepted(PublishReply reply) -> reply;
      case PublishOutcome.Duplicate(PublishReply reply) -> reply;
      case PublishOutcome.Refused(ErrorCode code, String message) -> {
        String why = code.word() + ": " + message;
        throw code == ErrorCode.UNAVAILABLE
            ? new IllegalStateException(why)
            : new IllegalArgumentException(why);
      }
    };
  }

  /// The loops have ended: whoever waits, or comes yet, is told.
  @Override
  public void close() {
    closed = true;
    underWay.forEach(answer -> answer.future.complete(Optional.empty()));
  }
}
