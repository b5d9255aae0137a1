package dev.belfry.client;

import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Push;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a connection tells.
final class Diary implements ChannelListener {
  final List<String> heard = new CopyOnWriteArrayList<>();
  final List<ListenState> states = new CopyOnWriteArrayList<>();

  @Override
  public void onMessage(MessageFrame message) {
    heard.add(message.channel() + " " + message.position() + " " + message.data());
  }

  @Override
  public void onGap(GapFrame gap) {
    heard.add("gap " + gap.missed() + " " + gap.position());
  }

  @Override
  public void onPresence(Push.PresenceChange change) {
    heard.add(change.toString());
  }

  @Override
  public void onEnd(SubscriptionEnd end) {
    heard.add("end " + end.getClass().getSimpleName());
  }

  void state(ListenState state) {
    states.add(state);
  }

  void awaitHeard(String entry) {
    await().until(() -> heard.contains(entry));
  }

  ListenState.Waiting awaitWaiting() {
    return await().until(this::firstWait, found -> !found.isEmpty()).getFirst();
  }

  private List<ListenState.Waiting> firstWait() {
    return states.stream()
        .filter(ListenState.Waiting.class::isInstance)
        .map(ListenState.Waiting.class::cast)
        .toList();
  }

  Problem awaitRefused() {
    await().until(() -> !states.isEmpty() && states.getLast().isFinal());
    return ((ListenState.Refused) states.getLast()).problem();
  }
}
