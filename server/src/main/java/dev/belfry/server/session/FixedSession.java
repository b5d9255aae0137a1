package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.hub.Subscription;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session whose channels are chosen at its start: the client hears of none before all of them
/// have answered. Owned by its loop.
public class FixedSession extends Session {
  /// Names no place of any log, so that resuming from it is a gap.
  public static final Position NOWHERE = new Position("unknown", 0);

  static final Unavailable SHARE_USED =
      new Unavailable("this client's subscriptions take too much memory; end some, or come back");

  /// What is known of the channels asked for, until all have answered; null from then on.
  private @Nullable Opening opening;

  public FixedSession(
      SessionContext context, Outlet outlet, Dialect dialect, ClientIdentity client) {
    super(context, outlet, dialect, client);
  }

  /// Begins to listen; once only.
  ///
  /// @param since where to begin, one for each channel
  public final void listen(List<ChannelName> channels, List<Since> since) {
    loop().check();
    if (!identity().count()) {
      close(SessionIdentity.TOO_MANY);
      return;
    }
    Opening all = new Opening(channels, since);
    opening = all;
    for (int i = 0; i < channels.size() && !ended(); i++) {
      if (!identity().maySubscribe()) {
        onRefused(channels.get(i), SHARE_USED);
        return;
      }
      all.subscriptions[i] = subscribe(channels.get(i), since.get(i));
    }
    openIfAnswered();
  }

  @Override
  final boolean mayReceive() {
    return opening == null;
  }

  @Override
  final void onSubscribed(Subscription subscription, ChannelLog.Start start) {
    if (opening != null) {
      opening.answered(subscription, start);
      openIfAnswered();
    }
  }

  @Override
  final void onRefused(ChannelName channel, Unavailable why) {
    close(new CloseReason(CloseCode.UNAVAILABLE, why.reason()));
  }

  /// The client keeps the channels that it still may hear; one that is left without any has to go.
  @Override
  final void onForbidden(Subscription subscription) {
    unsubscribe(subscription);
    if (opening != null || !listens()) {
      String why = "no grant to subscribe to " + subscription.channel() + " any more";
      close(new CloseReason(CloseCode.FORBIDDEN, why));
    } else {
      say(dialect().forbidden(subscription.channel()));
    }
  }

  private void openIfAnswered() {
    Opening all = opening;
    if (ended() || all == null || !all.complete()) {
      return;
    }
    opening = null;
    outlet().opened();
    say(dialect().begun(all.positions()));
    all.tellGaps();
    onListening();
    catchUp();
  }

  /// For what a kind of session does once it listens.
  void onListening() {}

  /// The answers of the channels asked for, until all are there.
  private final class Opening {
    private final List<ChannelName> channels;
    private final List<Since> since;
    private final @Nullable Subscription[] subscriptions;
    private final Position[] positions;
    private final Replay.@Nullable Gap[] gaps;
    private int missing;

    Opening(List<ChannelName> channels, List<Since> since) {
      this.channels = channels;
      this.since = since;
      this.missing = channels.size();
      this.subscriptions = new Subscription[missing];
      this.positions = new Position[missing];
      this.gaps = new Replay.Gap[missing];
    }

    void answered(Subscription subscription, ChannelLog.Start start) {
      int i = channels.indexOf(subscription.channel());
      gaps[i] = start.gap();
      positions[i] =
          start.gap() == null
              ? new Position(subscription.epoch(), start.cursor())
              : beforeGap(since.get(i));
      missing--;
    }

    /// Where the client stands until its gap is told: where it stood before, so that one who is cut
    /// in between is told of the gap when it resumes.
    private static Position beforeGap(Since since) {
      return since instanceof Since.After(Position asked) ? asked : NOWHERE;
    }

    boolean complete() {
      return missing == 0 && subscriptions[subscriptions.length - 1] != null;
    }

    List<Position> positions() {
      return new ArrayList<>(List.of(positions));
    }

    void tellGaps() {
      for (int i = 0; i < gaps.length && !ended(); i++) {
        Replay.Gap gap = gaps[i];
        Subscription subscription = subscriptions[i];
        if (gap != null && subscription != null) {
          tell(subscription, gap);
        }
      }
    }
  }
}
