package dev.belfry.cli.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The bytes of a message around its mark, made once.
///
/// @param before what precedes the mark
/// @param after what follows it, padding first
record MessageTemplate(byte[] before, byte[] after) {
  static final String PLACE = "%M";

  static MessageTemplate of(BenchPlan plan) {
    String template = plan.template();
    int place = template.indexOf(PLACE);
    if (place < 0) {
      throw new IllegalArgumentException("the template has no " + PLACE);
    }
    String padding = "x".repeat(Math.max(0, plan.sizeBytes() - Mark.LENGTH));
    String after = padding + template.substring(place + PLACE.length());
    return new MessageTemplate(
        template.substring(0, place).getBytes(StandardCharsets.UTF_8),
        after.getBytes(StandardCharsets.UTF_8));
  }

  int length() {
    return before.length + Mark.LENGTH + after.length;
  }

  void write(ByteBuf into, long nanos, int number) {
    into.writeBytes(before);
    Mark.write(into, nanos, number);
    into.writeBytes(after);
  }

  boolean isJson() {
    return before.length > 0 && (before[0] == '{' || before[0] == '[');
  }
}
