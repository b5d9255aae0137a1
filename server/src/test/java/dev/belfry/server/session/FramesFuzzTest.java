package dev.belfry.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.belfry.protocol.ClientFrame;
import dev.belfry.protocol.ClientFrames;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.CommandWord;
import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.ServerFrame;
import dev.belfry.protocol.ServerFrames;
import java.nio.charset.StandardCharsets;

/// PendingCommands that no client and no server would send. A build runs the inputs kept beside
/// this class; `JAZZER_FUZZ=1 ./mvnw test -pl protocol,server -Dtest=FramesFuzzTest` looks for
/// more.
final class FramesFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void whatIsReadMeansTheSameWrittenAgain(byte[] bytes) {
    Decoded<ClientFrame> read = ClientFrames.read(new String(bytes, StandardCharsets.UTF_8));
    switch (read) {
      case Decoded.Frame<ClientFrame>(ClientFrame frame) -> {
        String line = ClientFrames.write(frame);
        assertThat(line).doesNotContain("\n", "\r");
        assertThat(ClientFrames.read(line)).isEqualTo(read);
        if (frame instanceof ClientFrame.Request(long _, Command.Publish publish)) {
          assertThat(JsonText.parse(publish.data().text())).contains(publish.data());
        }
      }
      case Decoded.Refused<ClientFrame>(long id, String message) -> {
        assertThat(id).isBetween(0L, ClientFrame.ID_MAX);
        assertThat(message).isNotEmpty();
      }
      case Decoded.Broken<ClientFrame>(String message) -> assertThat(message).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "60s")
  void whatAServerSaysMeansTheSameWrittenAgain(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (CommandWord asked : CommandWord.values()) {
      Decoded<ServerFrame> read = ServerFrames.read(text, _ -> asked);
      if (read instanceof Decoded.Frame<ServerFrame>(ServerFrame frame)) {
        String line = ServerFrames.write(frame);
        assertThat(line).doesNotContain("\n", "\r");
        String again =
            ServerFrames.read(line, _ -> asked) instanceof Decoded.Frame<ServerFrame>(var same)
                ? ServerFrames.write(same)
                : "not read";
        assertThat(again).isEqualTo(line);
      }
    }
  }
}
