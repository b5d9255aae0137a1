package dev.belfry.server.edge.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void everyCharacterIsValidAndOnlyWholeOnes() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        for (int cut = 1; cut < bytes.length; cut++) {
          int state = Utf8.check(Utf8.COMPLETE, bytes, 0, cut);
          assertThat(state).isNotIn(Utf8.COMPLETE, Utf8.BROKEN);
          assertThat(Utf8.check(state, bytes, cut, bytes.length)).isEqualTo(Utf8.COMPLETE);
        }
        assertThat(Utf8.isValid(bytes)).isTrue();
      }
    }
  }

  @Test
  void everyPairOfBytesIsJudgedAsTheJdkJudgesIt() {
    for (int pair = 0; pair < 0x1_0000; pair++) {
      byte first = (byte) (pair >> 8);
      byte second = (byte) pair;
      assertJudgedAsByTheJdk(first, second);
      assertJudgedAsByTheJdk(first, second, (byte) 0x80);
      assertJudgedAsByTheJdk(first, second, (byte) 0xBF, (byte) 0x80);
    }
  }

  @Test
  void randomBytesAreJudgedAsTheJdkJudgesThemHoweverTheyAreCut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = almostText(random);
      int cut = random.nextInt(bytes.length + 1);
      int state = Utf8.check(Utf8.COMPLETE, bytes, 0, cut);
      int end = Utf8.check(state, bytes, cut, bytes.length);
      assertThat(end == Utf8.COMPLETE).as("seed %d round %d", seed, round).isEqualTo(jdk(bytes));
    }
  }

  @Test
  void aBrokenTextStaysBroken() {
    assertThat(Utf8.check(Utf8.BROKEN, ClientBytes.utf8("fine"), 0, 4)).isEqualTo(Utf8.BROKEN);
  }

  /// Text with other characters in between, of which one byte is sometimes another.
  private static byte[] almostText(Random random) {
    StringBuilder text = new StringBuilder("0123456789".repeat(random.nextInt(3)));
    for (int i = random.nextInt(20); i >= 0; i--) {
      text.appendCodePoint(random.nextInt(1 << random.nextInt(1, 17)));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void assertJudgedAsByTheJdk(byte... bytes) {
    assertThat(Utf8.isValid(bytes)).as("%s", bytes).isEqualTo(jdk(bytes));
  }

  private static boolean jdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
