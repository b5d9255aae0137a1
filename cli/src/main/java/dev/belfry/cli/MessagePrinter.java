package dev.belfry.cli;

import dev.belfry.client.ListenState;
import dev.belfry.client.Listener;
import dev.belfry.client.ReceivedMessage;
import dev.belfry.protocol.GapFrame;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Prints messages for people, or as JSON for programs. Owned by the listening thread, but for the
/// waiting at its end.
final class MessagePrinter implements Listener {
  private final URI base;
  private final boolean namesChannel;
  private final boolean json;
  private final PrintWriter out;
  private final PrintWriter err;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ListenState state = new ListenState.Closed();
  private long remaining;

  /// @param namesChannel whether a line of text names its channel
  /// @param remaining how many messages to print before the end
  MessagePrinter(
      URI base,
      boolean namesChannel,
      boolean json,
      PrintWriter out,
      PrintWriter err,
      long remaining) {
    this.base = base;
    this.namesChannel = namesChannel;
    this.json = json;
    this.out = out;
    this.err = err;
    this.remaining = remaining;
  }

  @Override
  public void onMessage(ReceivedMessage message) {
    if (remaining == 0) {
      return;
    }
    out.println(json ? jsonOf(message) : textOf(message));
    remaining--;
    if (out.checkError() || remaining == 0) { // whoever read our output may have left
      remaining = 0;
      ended.countDown();
    }
  }

  private String textOf(ReceivedMessage message) {
    String line = message.data().replace("\r", "").replace("\n", "\\n");
    return namesChannel ? message.channel() + ": " + line : line;
  }

  private static String jsonOf(ReceivedMessage message) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("channel", message.channel());
    line.put("position", message.position());
    if (PublishCommand.isJsonObjectOrArray(message.data())) {
      line.set("data", JsonMapper.shared().readTree(message.data()));
    } else {
      line.put("data", message.data());
    }
    return line.toString();
  }

  @Override
  public void onGap(String channel, GapFrame gap) {
    if (json) {
      ObjectNode line = JsonMapper.shared().createObjectNode();
      line.putObject("gap")
          .put("channel", channel)
          .put("missed", gap.missed())
          .put("position", gap.position().toString());
      out.println(line);
      out.flush();
    } else {
      say((gap.missed() == null ? "some" : gap.missed()) + " messages of " + channel + " missed");
    }
  }

  @Override
  public void onState(ListenState next) {
    state = next;
    switch (next) {
      case ListenState.Open _ -> say("listening at " + base);
      case ListenState.Waiting(var delay, var reason) ->
          say("%s; again in %.1f s".formatted(reason, delay.toMillis() / 1000.0));
      case ListenState.Refused(var problem) -> say("refused: " + problem);
      case ListenState.Closed _ -> {}
    }
    if (next.isFinal()) {
      ended.countDown();
    }
  }

  private void say(String text) {
    err.println("belfry: " + text);
    err.flush();
  }

  /// Waits until the last message is printed or no more can come.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  ListenState lastState() {
    return state;
  }
}
