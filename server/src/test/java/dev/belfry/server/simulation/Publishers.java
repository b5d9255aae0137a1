package dev.belfry.server.simulation;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Those who publish without a session, as over HTTP: now, again under the same key, or for later.
final class Publishers {
  private static final int BURST = 300;

  private final Random random;
  private final SimulatedLoops loops;
  private final Appointments appointments;
  private final Consumer<String> trace;
  private final List<Attempt> keyed = new ArrayList<>();
  private int sent;
  private int unanswered;

  private record Attempt(ChannelName channel, Draft draft) {}

  Publishers(
      Random random, SimulatedLoops loops, Appointments appointments, Consumer<String> trace) {
    this.random = random;
    this.loops = loops;
    this.appointments = appointments;
    this.trace = trace;
  }

  /// Publishes once.
  void publish(SimulatedServer server) {
    if (!keyed.isEmpty() && random.nextInt(8) == 0) {
      send(server, again(keyed.get(random.nextInt(keyed.size()))));
      return;
    }
    Attempt attempt = attempt(Channels.ALL.get(random.nextInt(Channels.ALL.size())));
    if (attempt.draft.idempotencyKey() != null) {
      keyed.add(attempt);
    }
    send(server, attempt);
  }

  /// More than a loop may be behind, so that publishes are held back.
  void burst(SimulatedServer server) {
    ChannelName channel = Channels.ALL.get(random.nextInt(Channels.ALL.size()));
    for (int i = 0; i < BURST; i++) {
      send(server, attempt(channel));
    }
  }

  /// Publishes to a channel what must be taken.
  void mustBeTaken(SimulatedServer server, ChannelName channel) {
    SimulatedLoop loop = anyLoop(server);
    Draft draft = Draft.of(text("last." + sent++), Message.Kind.TEXT, null);
    unanswered++;
    server
        .publisher()
        .publish(
            Principals.ANONYMOUS,
            channel,
            draft,
            loop,
            outcome -> {
              unanswered--;
              Violation.unless(
                  Breach.REFUSED,
                  outcome instanceof PublishOutcome.Accepted,
                  channel + " takes nothing: " + outcome);
            });
  }

  private Attempt attempt(ChannelName channel) {
    String text = "publisher." + sent++ + "." + "x".repeat(random.nextInt(20) == 0 ? 300 : 3);
    String key = random.nextInt(4) == 0 ? "key" + sent : null;
    String replaceKey = random.nextInt(5) == 0 ? "replace" + random.nextInt(2) : null;
    boolean expires = random.nextInt(10) == 0;
    long expiresAt = expires ? loops.wallMillis() + random.nextInt(2_000) : Long.MAX_VALUE;
    trace.accept("publish " + text + " to " + channel + ", " + key + ", " + replaceKey);
    Draft draft = new Draft(text(text), Message.Kind.TEXT, key, replaceKey, expiresAt, null);
    return new Attempt(channel, draft);
  }

  /// The answer was lost, so the client asks again; some use their key for something else.
  private Attempt again(Attempt first) {
    boolean other = random.nextInt(5) == 0;
    Draft draft = first.draft;
    byte[] data = other ? text("other." + sent++) : draft.data();
    trace.accept("publish again " + draft.idempotencyKey() + (other ? " with another body" : ""));
    return new Attempt(
        first.channel,
        new Draft(
            data,
            draft.kind(),
            draft.idempotencyKey(),
            draft.replaceKey(),
            draft.expiresAtMillis(),
            null));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void send(SimulatedServer server, Attempt attempt) {
    SimulatedLoop loop = anyLoop(server);
    unanswered++;
    server
        .publisher()
        .publish(Principals.ANONYMOUS, attempt.channel, attempt.draft, loop, this::answered);
  }

  private SimulatedLoop anyLoop(SimulatedServer server) {
    SimulatedLoop loop = server.doors().get(random.nextInt(server.doors().size())).loop();
    loops.enter(loop);
    return loop;
  }

  /// Whether the store may refuse is judged where it answers.
  private void answered(PublishOutcome outcome) {
    unanswered--;
    Violation.unless(
        Breach.REFUSED,
        !(outcome instanceof PublishOutcome.Refused(ErrorCode code, String _))
            || code == ErrorCode.CONFLICT
            || code == ErrorCode.UNAVAILABLE,
        "refused: " + outcome);
  }

  // ---- for later

  /// Schedules a message, or takes one back.
  void planAhead(SimulatedServer server, Schedule schedule, List<ChannelName> channels) {
    SimulatedLoop loop = anyLoop(server);
    Appointments.Appointment one = appointments.any(random);
    if (one != null && one.id != null && random.nextInt(3) == 0) {
      cancel(schedule, one, one.id, loop);
      return;
    }
    ChannelName channel = channels.get(random.nextInt(channels.size()));
    String text = "later." + sent++;
    long at = loops.wallMillis() + 1 + random.nextInt(3_000);
    trace.accept("schedule " + text + " in " + channel + " for " + at);
    Appointments.Appointment made = appointments.ask(channel, text, at);
    unanswered++;
    Draft draft = Draft.of(text(text), Message.Kind.TEXT, null);
    schedule.schedule(
        new Schedule.Entry(channel, draft, at, ""),
        loop,
        outcome -> {
          unanswered--;
          appointments.answered(made, outcome);
        });
  }

  private void cancel(
      Schedule schedule, Appointments.Appointment one, Ulid id, SimulatedLoop loop) {
    trace.accept("cancel " + one);
    unanswered++;
    appointments.askToCancel(one);
    schedule.cancel(
        id,
        (_, _) -> true,
        loop,
        outcome -> {
          unanswered--;
          appointments.cancelled(one, outcome);
        });
  }

  // ---- answers

  /// The server has ended; what it did not answer it never will.
  void serverEnded() {
    unanswered = 0;
  }

  void verify() {
    Violation.unless(
        Breach.UNANSWERED, unanswered == 0, unanswered + " publishes were never answered");
  }
}
