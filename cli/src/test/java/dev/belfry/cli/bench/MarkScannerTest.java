package dev.belfry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkScannerTest {

  @Test
  void aMarkHasItsLengthAndReadsBack() {
    ByteBuf mark = Unpooled.buffer();
    Mark.write(mark, 123_456_789_012L, 42);
    assertThat(mark.toString(StandardCharsets.US_ASCII))
        .isEqualTo("@@T000000012345678901200000042@@")
        .hasSize(Mark.LENGTH);
    assertThat(Mark.nanos(mark, 0)).isEqualTo(123_456_789_012L);
    assertThat(Mark.number(mark, 0)).isEqualTo(42);
  }

  @Test
  void marksAreFoundInAnyFraming() {
    assertThat(scan("data: " + mark(7) + "xx\n\n{\"a\":\"" + mark(8) + mark(9) + "\"}", 10_000))
        .containsExactly(7, 8, 9);
  }

  @Test
  void theCutsOfTheBytesDoNotMatter() {
    String stream = "a@@@" + mark(1) + "@" + mark(2) + mark(3) + "@@ @@t @@Txx".substring(0, 7);
    for (int size = 1; size <= stream.length(); size++) {
      assertThat(scan(stream, size)).as("cut every %d bytes", size).containsExactly(1, 2, 3);
    }
  }

  @Test
  void falseBeginningsHideNoMark() {
    String stream = "@".repeat(50) + "T" + mark(5).substring(3) + "@@";
    for (int size = 1; size <= stream.length(); size++) {
      assertThat(scan(stream, size)).as("cut every %d bytes", size).containsExactly(5);
    }
  }

  private static String mark(int number) {
    ByteBuf mark = Unpooled.buffer();
    Mark.write(mark, 1, number);
    return mark.toString(StandardCharsets.US_ASCII);
  }

  private static List<Integer> scan(String stream, int size) {
    List<Integer> numbers = new ArrayList<>();
    MarkScanner scanner = new MarkScanner();
    byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at < bytes.length; at += size) {
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, Math.min(size, bytes.length - at));
      scanner.scan(piece, (_, number) -> numbers.add(number));
    }
    return numbers;
  }
}
