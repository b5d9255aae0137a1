package dev.belfry.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The arguments of this process as UTF-8, whatever the locale. Java reads them as the locale says,
/// and puts U+FFFD for what it can't; Linux has their bytes.
final class Arguments {
  private static final Path OF_THIS_PROCESS = Path.of("/proc/self/cmdline");
  private static final char UNREADABLE = '\uFFFD';

  private Arguments() {}

  /// The arguments, read anew where Java could not read them.
  ///
  /// @throws CharacterCodingException where they are not UTF-8
  static String[] readable(String[] arguments) throws CharacterCodingException {
    return readable(arguments, OF_THIS_PROCESS);
  }

  /// @param commandLine holds the whole command line, a NUL behind each part
  static String[] readable(String[] arguments, Path commandLine) throws CharacterCodingException {
    if (Arrays.stream(arguments).noneMatch(each -> each.indexOf(UNREADABLE) >= 0)) {
      return arguments;
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(commandLine);
    } catch (IOException notLinux) {
      return arguments;
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    String[] all = text.split("\0", -1);
    int end = all.length - 1; // nothing is behind the last NUL
    return end < arguments.length
        ? arguments
        : Arrays.copyOfRange(all, end - arguments.length, end);
  }
}
