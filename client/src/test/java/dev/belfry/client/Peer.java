package dev.belfry.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server's end of one WebSocket. Frames are read and written as RFC 6455 section 5.2 has them.
final class Peer {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  Peer(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  // ---- what the client says

  /// The next line, whatever it is; a close reads `close:CODE`.
  String line() throws IOException {
    while (lines.isEmpty()) {
      readFrame();
    }
    return lines.remove();
  }

  /// The next command; signs of life are passed over.
  JsonNode command() throws IOException {
    String line = line();
    while (line.equals("{}")) {
      line = line();
    }
    return JsonMapper.shared().readTree(line);
  }

  /// The commands of the next frame, all of them.
  List<JsonNode> commandsOfOneFrame() throws IOException {
    if (!lines.isEmpty()) {
      throw new AssertionError("not read yet: " + lines);
    }
    readFrame();
    List<JsonNode> commands = lines.stream().map(JsonMapper.shared()::readTree).toList();
    lines.clear();
    return commands;
  }

  private void readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    int length = second & 0x7F;
    length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    switch (first & 0xF) {
      case TEXT -> lines.addAll(List.of(new String(payload, UTF_8).split("\n", -1)));
      case CLOSE -> lines.add("close:" + (((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF)));
      default -> {} // pongs
    }
  }

  // ---- what it is told

  /// Reads connect and answers it.
  JsonNode welcome(String members) throws IOException {
    JsonNode connect = command();
    ok(connect, "\"session\":\"s\"," + members);
    return connect.get("connect");
  }

  /// The reply to a command.
  void ok(JsonNode command, String members) throws IOException {
    say("{\"id\":" + command.get("id") + ",\"ok\":{" + members + "}}");
  }

  void error(JsonNode command, String code, boolean temporary) throws IOException {
    say(errorTo(command, code, temporary));
  }

  static String errorTo(JsonNode command, String code, boolean temporary) {
    String error = "{\"code\":\"" + code + "\",\"message\":\"m\",\"temporary\":" + temporary + "}";
    return "{\"id\":" + command.get("id") + ",\"error\":" + error + "}";
  }

  /// Reads a subscribe and answers that it begins after `k-FROM`; its `since` comes back, null for
  /// none.
  String stand(String channel, int from) throws IOException {
    JsonNode asked = command();
    if (!asked.path("subscribe").path("channel").asString("").equals(channel)) {
      throw new AssertionError("no subscribe to " + channel + " but " + asked);
    }
    String position = "k-" + from;
    ok(
        asked,
        "\"position\":\"%s\",\"from\":\"%s\",\"recovered\":true".formatted(position, position));
    return asked.get("subscribe").path("since").asString(null);
  }

  static String message(String channel, int offset) {
    return message(channel, offset, "\"m" + offset + "\"");
  }

  static String message(String channel, int offset, String data) {
    String kept = published(channel, offset);
    return "{\"message\":{" + kept + ",\"data\":" + data + "}}";
  }

  /// The members that a message and the answer to a publish have in common.
  static String published(String channel, int offset) {
    return "\"id\":\"i%d\",\"channel\":\"%s\",\"position\":\"k-%d\",\"time\":\"%s\""
        .formatted(offset, channel, offset, "2026-11-23T10:00:00.123Z");
  }

  /// The members of the answer to a publish for later.
  static String scheduled(String channel, String at) {
    return "\"id\":\"i1\",\"channel\":\"%s\",\"at\":\"%s\"".formatted(channel, at);
  }

  /// One text frame of lines.
  void say(String... batch) throws IOException {
    frame(0x80 | TEXT, String.join("\n", batch).getBytes(UTF_8));
  }

  /// One text message in frames of so many bytes.
  void sayInParts(String text, int bytes) throws IOException {
    byte[] all = text.getBytes(UTF_8);
    for (int at = 0; at < all.length; at += bytes) {
      int end = Math.min(all.length, at + bytes);
      int head = (end == all.length ? 0x80 : 0) | (at == 0 ? TEXT : 0);
      frame(head, Arrays.copyOfRange(all, at, end));
    }
  }

  void sayBinary(byte... payload) throws IOException {
    frame(0x80 | BINARY, payload);
  }

  void sayBadUtf8() throws IOException {
    frame(0x80 | TEXT, new byte[] {(byte) 0xC3, (byte) 0x28});
  }

  void sayReservedBit() throws IOException {
    frame(0xC0 | TEXT, "{}".getBytes(UTF_8));
  }

  void close(int code, String reason) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(code >> 8);
    payload.write(code);
    payload.writeBytes(reason.getBytes(UTF_8));
    frame(0x80 | CLOSE, payload.toByteArray());
  }

  /// Cuts the connection without a word.
  void cut() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private synchronized void frame(int first, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 10);
    frame.write(first);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 65_536) {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
    out.flush();
  }
}
