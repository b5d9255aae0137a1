package dev.belfry.server.edge.websocket.frame;

import dev.belfry.server.session.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A listener that keeps a line for each call.
public final class RecordingListener implements FrameListener {
  public final List<String> calls = new ArrayList<>();
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
    record("text " + new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public void onBinary(byte[] bytes) {
    record("binary " + HexFormat.of().formatHex(bytes));
  }

  @Override
  public void onPing(byte[] payload) {
    record("ping " + new String(payload, StandardCharsets.UTF_8));
  }

  @Override
  public void onPong(byte[] payload) {
    record("pong " + new String(payload, StandardCharsets.UTF_8));
  }

  @Override
  public void onClose(int code, String reason) {
    record("close " + code + " " + reason);
  }

  @Override
  public void onViolation(CloseReason reason) {
    record("violation " + reason.code());
  }

  private void record(String line) {
    calls.add(line);
    afterEach.run();
  }
}
