package dev.belfry.cli;

import dev.belfry.client.ChannelListener;
import dev.belfry.client.ListenState;
import dev.belfry.client.SubscriptionEnd;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.MessageFrame;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Prints messages for people, or as JSON for programs. Each channel has a thread of its own:
/// whoever has the lock prints. The connection's thread never takes it, since whoever reads our
/// output may be slow, and the connection must not be.
final class MessagePrinter {
  /// How messages are printed.
  ///
  /// @param namesChannel whether a line of text names its channel
  /// @param terminal whether a terminal shows them, and control characters would do something
  record Form(boolean namesChannel, boolean json, boolean terminal) {}

  private final URI base;
  private final Form form;
  private final PrintWriter out;
  private final PrintWriter err;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean failed = new AtomicBoolean();
  private long remaining;

  /// @param remaining how many messages to print before the end
  MessagePrinter(URI base, Form form, PrintWriter out, PrintWriter err, long remaining) {
    this.base = base;
    this.form = form;
    this.out = out;
    this.err = err;
    this.remaining = remaining;
  }

  /// Prints what one channel brings.
  ChannelListener listenerOf(String channel) {
    return new ChannelListener() {
      @Override
      public void onMessage(MessageFrame message) {
        print(message);
      }

      @Override
      public void onGap(GapFrame gap) {
        print(channel, gap);
      }

      @Override
      public void onEnd(SubscriptionEnd end) {
        switch (end) {
          case SubscriptionEnd.Closed() -> {}
          case SubscriptionEnd.Refused(var problem) -> fail("refused: " + problem);
          case SubscriptionEnd.ListenerFailed(var cause) -> fail(cause.toString());
        }
      }
    };
  }

  private synchronized void print(MessageFrame message) {
    if (remaining == 0) {
      return;
    }
    String line = form.json() ? jsonOf(message) : textOf(message);
    out.println(form.terminal() ? ControlCharacters.escaped(line) : line);
    remaining--;
    if (out.checkError() || remaining == 0) { // whoever read our output may have left
      remaining = 0;
      ended.countDown();
    }
  }

  /// The end, for a reason of the caller's. For any thread.
  void end() {
    ended.countDown();
  }

  private String textOf(MessageFrame message) {
    JsonNode data = message.data().toNode();
    String text = data.isString() ? data.asString() : message.data().text();
    String line = text.replace("\r", "").replace("\n", "\\n");
    return form.namesChannel() ? message.channel() + ": " + line : line;
  }

  private static String jsonOf(MessageFrame message) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("channel", message.channel());
    line.put("position", message.position().toString());
    line.putRawValue("data", new RawValue(message.data().text()));
    return JsonMapper.shared().writeValueAsString(line);
  }

  private synchronized void print(String channel, GapFrame gap) {
    if (form.json()) {
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

  /// Tells how the connection fares.
  void onState(ListenState state) {
    switch (state) {
      case ListenState.Open() -> say("listening at " + base);
      case ListenState.Waiting(var delay, var reason) ->
          say("%s; again in %.1f s".formatted(reason, delay.toMillis() / 1000.0));
      case ListenState.Refused(var problem) -> fail("refused: " + problem);
      case ListenState.Closed() -> {}
    }
  }

  /// The end, for a reason that is told once: a connection that is refused ends all channels.
  private void fail(String reason) {
    if (failed.compareAndSet(false, true)) {
      say(reason);
      ended.countDown();
    }
  }

  private void say(String text) {
    Main.complain(err, text);
  }

  /// Waits until the last message is printed or no more can come.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  boolean hasFailed() {
    return failed.get();
  }
}
