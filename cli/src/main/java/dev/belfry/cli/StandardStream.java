package dev.belfry.cli;

import java.io.BufferedWriter;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Standard output or standard error of this process: UTF-8, whatever the locale. It knows what
/// POSIX says of it: whether it is a terminal, and when its reader is gone.
final class StandardStream extends PrintWriter {
  /// `struct pollfd` of `poll(2)`: a descriptor, what is asked about it, and the answer.
  private static final long ASKED_OFFSET = 4;

  private static final long ANSWER_OFFSET = 6;
  private static final long POLL_BYTES = 8;
  private static final int FOREVER = -1;

  private final int descriptor;

  private StandardStream(int descriptor, FileDescriptor file) {
    super(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(file), StandardCharsets.UTF_8)),
        true);
    this.descriptor = descriptor;
  }

  static StandardStream out() {
    return new StandardStream(1, FileDescriptor.out);
  }

  static StandardStream err() {
    return new StandardStream(2, FileDescriptor.err);
  }

  /// Whether a stream is one of this process, and not one that a test looks into.
  static boolean isOfProcess(PrintWriter stream) {
    return stream instanceof StandardStream;
  }

  /// Whether a stream is a terminal, on which control characters would do something.
  static boolean isTerminal(PrintWriter stream) {
    return stream instanceof StandardStream own && own.isTerminal();
  }

  private boolean isTerminal() {
    try {
      MethodHandle isatty =
          function("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return (int) isatty.invokeExact(descriptor) == 1;
    } catch (Throwable missing) { // what a method handle may throw
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }

  /// Runs `action` once, on a thread of its own, when nobody can read any more what is written,
  /// such as after `| head -1`. A write would notice it too, but only when there is something to
  /// write.
  static void onReaderGone(PrintWriter stream, Runnable action) {
    if (stream instanceof StandardStream own) {
      Thread.ofPlatform()
          .daemon()
          .name("belfry-reader-gone")
          .start(() -> {
            if (own.awaitReaderGone()) {
              action.run();
            }
          });
    }
  }

  private boolean awaitReaderGone() {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle poll =
          function(
              "poll",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT));
      MemorySegment question =
          arena.allocate(MemoryLayout.sequenceLayout(POLL_BYTES, ValueLayout.JAVA_BYTE));
      question.set(ValueLayout.JAVA_INT_UNALIGNED, 0, descriptor);
      question.set(ValueLayout.JAVA_SHORT_UNALIGNED, ASKED_OFFSET, (short) 0);
      // Nothing is asked for, so what is answered is an error or a hang-up. A signal ends the wait
      // without an answer.
      int answers;
      do {
        answers = (int) poll.invokeExact(question, 1L, FOREVER);
      } while (answers < 0);
      return question.get(ValueLayout.JAVA_SHORT_UNALIGNED, ANSWER_OFFSET) != 0;
    } catch (Throwable missing) { // what a method handle may throw
      return false;
    }
  }

  @SuppressWarnings("restricted") // the launcher and the jar's manifest allow native access
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
