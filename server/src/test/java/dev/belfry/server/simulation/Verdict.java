package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds what a client was told of a channel against what is true.
final class Verdict {
  private final Truth truth;
  private final ChannelName channel;
  private final boolean trims;

  /// Who it is now, for messages of its own.
  private Object session = this;

  private @Nullable String epoch;

  /// Up to here it was told of everything.
  private long last;

  /// A gap has to come before the next message: the one asked for is not of this epoch.
  private boolean gapDue;

  private boolean justBegun;

  /// @param trims whether the channel forgets old messages, so that there may be gaps
  Verdict(Truth truth, ChannelName channel, boolean trims) {
    this.truth = truth;
    this.channel = channel;
    this.trims = trims;
  }

  void judge(List<Told> story) {
    for (Told told : story) {
      switch (told) {
        case Told.Begun begun -> begun(begun);
        case Told.Said(Position position, String text) -> said(position, text);
        case Told.Gap(Position resume, Long missed) -> gap(resume, missed);
      }
    }
  }

  private void begun(Told.Begun begun) {
    session = begun.session();
    justBegun = true;
    String now = begun.position().epoch();
    switch (begun.since()) {
      case Since.Now _, Since.Last _, Since.Within _ -> startAt(begun.position());
      case Since.Earliest _ -> {
        startAt(begun.position());
        if (!trims) {
          truth.onlyHoles(channel, now, 0, last, session);
        }
      }
      case Since.Unknown _ -> gapDue = true;
      case Since.After(Position asked) -> {
        gapDue |= !asked.epoch().equals(epoch);
        Violation.unless(
            breachOfResuming(asked, begun.position()),
            begun.position().equals(asked),
            channel + ": resumed at " + begun.position() + " in place of " + asked);
        if (asked.epoch().equals(epoch)) {
          last = asked.offset(); // it may have asked before it had read on
        }
      }
    }
  }

  /// Whoever resumes further on, or elsewhere, misses what lies between, and is not told.
  private static Breach breachOfResuming(Position asked, Position resumed) {
    boolean back = resumed.epoch().equals(asked.epoch()) && resumed.offset() < asked.offset();
    return back ? Breach.RESUMED_TOO_EARLY : Breach.SILENT_GAP;
  }

  private void startAt(Position position) {
    epoch = position.epoch();
    last = position.offset();
    gapDue = false;
  }

  private void said(Position position, String text) {
    Violation.unless(
        Breach.SILENT_GAP, !gapDue, () -> channel + ": no gap was told before " + position);
    Violation.unless(
        Breach.SILENT_GAP,
        position.epoch().equals(epoch),
        () -> channel + ": epoch of " + position);
    Violation.unless(
        Breach.TWICE,
        position.offset() > last,
        () -> channel + ": " + position + " came after " + last);
    Violation.unless(
        Breach.OTHER_TEXT,
        truth.textAt(channel, position).equals(text),
        () -> channel + ": text " + position);
    truth.onlyHoles(channel, position.epoch(), last, position.offset() - 1, session);
    last = position.offset();
    justBegun = false;
  }

  private void gap(Position resume, @Nullable Long missed) {
    boolean known = !gapDue && resume.epoch().equals(epoch);
    Violation.unless(
        Breach.WRONG_GAP,
        !known || trims || truth.emptyUpTo(channel, resume.epoch(), last),
        channel + ": a gap, though all is kept");
    if (missed == null) {
      Violation.unless(
          Breach.WRONG_GAP, justBegun, channel + ": a gap of unknown size while listening");
    } else {
      Violation.unless(
          Breach.WRONG_GAP, known, channel + ": a gap over epochs can't have a number");
      long from = resume.offset() - missed;
      Violation.unless(
          Breach.WRONG_GAP,
          missed > 0 && from >= last,
          channel + ": " + missed + " missed from " + last);
      truth.onlyHoles(channel, resume.epoch(), last, from, session);
    }
    Violation.unless(
        Breach.WRONG_GAP, !known || resume.offset() >= last, channel + ": a gap leads back");
    startAt(resume);
  }

  /// What was told claims to be all up to here.
  void reaches(Position end) {
    Violation.unless(
        Breach.SILENT_GAP, !gapDue && end.epoch().equals(epoch), channel + ": no gap to " + end);
    Violation.unless(
        Breach.WRONG_REPLY, end.offset() >= last, channel + ": " + end + " lies before " + last);
    truth.onlyHoles(channel, end.epoch(), last, end.offset(), session);
  }

  /// The client has read all there is.
  ///
  /// @param now the epoch in which the channel is
  void caughtUp(String now) {
    Violation.unless(
        Breach.SILENT_GAP, !gapDue && now.equals(epoch), channel + ": the gap was never told");
    truth.onlyHoles(channel, now, last, truth.head(channel, now), session);
  }
}
