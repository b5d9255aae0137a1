package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
  @TempDir Path folder;

  private Path commandLine(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
      all.write(0);
    }
    return Files.write(folder.resolve("cmdline"), all.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatJavaCouldNotReadIsReadFromTheBytes() throws Exception {
    Path line =
        commandLine(utf8("java"), utf8("-jar"), utf8("ü.jar"), utf8("h\u00e4\u00df"), utf8(""));
    String[] read = Arguments.readable(new String[] {"h\uFFFD\uFFFD\uFFFD\uFFFD", ""}, line);
    assertThat(read).containsExactly("h\u00e4\u00df", "");
  }

  @Test
  void aReplacementCharacterThatWasMeantStays() throws Exception {
    Path line = commandLine(utf8("java"), utf8("\uFFFD"));
    assertThat(Arguments.readable(new String[] {"\uFFFD"}, line)).containsExactly("\uFFFD");
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    Path line = commandLine(utf8("java"), new byte[] {'a', (byte) 0xFF});
    assertThatThrownBy(() -> Arguments.readable(new String[] {"a\uFFFD"}, line))
        .isInstanceOf(CharacterCodingException.class);
  }

  @Test
  void whereTheBytesCanNotBeHadArgumentsStayAsTheyAre() throws Exception {
    String[] arguments = {"a\uFFFD"};
    assertThat(Arguments.readable(arguments, folder.resolve("none"))).isEqualTo(arguments);
  }
}
