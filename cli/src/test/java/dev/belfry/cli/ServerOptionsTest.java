package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

class ServerOptionsTest {

  @Command(name = "any")
  static final class Any {
    @Mixin ServerOptions options = new ServerOptions();
    @Unmatched List<String> rest = new ArrayList<>();
  }

  @Test
  void shortFlagsAreKeysOfTheConfiguration() {
    assertThat(flags("--host", "0.0.0.0", "-p", "9000", "--open", "--dev"))
        .isEqualTo(
            Map.of(
                "server.host", "0.0.0.0",
                "server.port", "9000",
                "server.open", "true",
                "server.dev", "true"));
  }

  @Test
  void everyKeyIsAFlagWithOrWithoutAnEqualsSign() {
    assertThat(flags("--server.transport=nio", "--limits.header-block", "100", "--origins=a,b"))
        .isEqualTo(
            Map.of("server.transport", "nio", "limits.header-block", "100", "origins", "a,b"));
  }

  @Test
  void aValueMayBeEmptyOrHoldAnEqualsSign() {
    assertThat(flags("--a.b=", "--c.d=e=f")).isEqualTo(Map.of("a.b", "", "c.d", "e=f"));
  }

  @Test
  void whatIsNoKeyIsRefused() {
    for (String wrong : new String[] {"--prot", "stray", "--a.b", "--a..b=1", "-x"}) {
      assertThatThrownBy(() -> flags(wrong))
          .as(wrong)
          .isInstanceOf(CommandLine.UnmatchedArgumentException.class);
    }
  }

  @Test
  void theFileThatIsNamedIsTheFile() {
    assertThat(parsed("--config", "other.yaml").options.file()).contains(Path.of("other.yaml"));
    assertThat(parsed().options.file()).isEmpty();
  }

  private static Map<String, String> flags(String... arguments) {
    Any any = parsed(arguments);
    return any.options.flags(any.rest);
  }

  private static Any parsed(String... arguments) {
    Any any = new Any();
    new CommandLine(any).parseArgs(arguments);
    return any;
  }
}
