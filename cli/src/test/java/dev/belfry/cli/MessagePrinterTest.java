package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.MessageFrame;
import dev.belfry.protocol.Position;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessagePrinterTest {
  private static final String ESCAPES = "a\u001b[31mred\u0007\u009bx\ty\u202ez";

  private final StringWriter out = new StringWriter();

  private String printed(boolean json, boolean terminal) {
    MessagePrinter printer =
        new MessagePrinter(
            URI.create("http://localhost"),
            new MessagePrinter.Form(false, json, terminal),
            new PrintWriter(out),
            new PrintWriter(out),
            1);
    printer.listenerOf("c").onMessage(message());
    return out.toString();
  }

  private static MessageFrame message() {
    return new MessageFrame(
        "c",
        Position.parse("e-1").orElseThrow(),
        "01KB3V9Q0D2T8M5R7W4X6Y1Z0A",
        Instant.EPOCH,
        JsonText.ofString(ESCAPES));
  }

  @Test
  void aTerminalGetsControlCharactersEscaped() {
    assertThat(printed(false, true)).isEqualTo("a\\u001b[31mred\\u0007\\u009bx\ty\\u202ez\n");
  }

  @Test
  void aPipeGetsThemAsTheyAre() {
    assertThat(printed(false, false)).isEqualTo(ESCAPES + "\n");
  }

  @Test
  void jsonOnATerminalIsTheSameJson() {
    assertThat(printed(true, true)).contains("\\u009b", "\\u202e").matches("\\P{Cntrl}*\n");
  }
}
