package dev.belfry.server.edge.websocket;

import dev.belfry.server.session.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes down what it hears, one line for each call.
final class RecordingListener implements FrameListener {
  final List<String> heard = new ArrayList<>();
  private Runnable afterEach = () -> {};
  private boolean ready = true;

  void afterEach(Runnable task) {
    afterEach = task;
  }

  void ready(boolean now) {
    ready = now;
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public void onText(byte[] utf8) {
    hear("text " + new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public void onBinary(byte[] bytes) {
    hear("binary " + HexFormat.of().formatHex(bytes));
  }

  @Override
  public void onPing(byte[] payload) {
    hear("ping " + new String(payload, StandardCharsets.UTF_8));
  }

  @Override
  public void onPong(byte[] payload) {
    hear("pong " + new String(payload, StandardCharsets.UTF_8));
  }

  @Override
  public void onClose(int code, String reason) {
    hear("close " + code + " " + reason);
  }

  @Override
  public void onViolation(CloseReason reason) {
    hear("violation " + reason.code());
  }

  private void hear(String line) {
    heard.add(line);
    afterEach.run();
  }
}
