package dev.belfry.server.inbox.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlaceSetTest {
  private static final int MOST = 300;

  @Test
  void runsThatTouchAreOne() {
    PlaceSet set = PlaceSet.of(1, 3).with(7, 9).with(4, 6);
    assertThat(set).isEqualTo(PlaceSet.of(1, 9));
    assertThat(set.runs()).isOne();
  }

  @Test
  void whatChangesNothingIsTheSameObject() {
    PlaceSet set = PlaceSet.of(5, 9);
    assertThat(set.with(6, 8)).isSameAs(set);
    assertThat(set.without(1, 4)).isSameAs(set);
    assertThat(set.with(8, 7)).isSameAs(set);
    assertThat(set.without(8, 7)).isSameAs(set);
  }

  @Test
  void itIsWhatASetOfBitsIs() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      long base = random.nextBoolean() ? 0 : random.nextLong(1L << 40);
      BitSet model = new BitSet();
      PlaceSet set = PlaceSet.EMPTY;
      for (int step = 0; step < 60; step++) {
        int first = random.nextInt(MOST);
        int last = Math.min(MOST - 1, first + random.nextInt(random.nextBoolean() ? 3 : 50));
        if (random.nextInt(3) > 0) {
          model.set(first, last + 1);
          set = set.with(base + 1 + first, base + 1 + last);
        } else {
          model.clear(first, last + 1);
          set = set.without(base + 1 + first, base + 1 + last);
        }
        assertThat(set.bits(base, MOST)).as("seed %d, step %d", seed, step).isEqualTo(model);
        assertThat(set).isEqualTo(PlaceSet.EMPTY.with(model, base));
        assertThat(set.contains(base + 1 + first)).isEqualTo(model.get(first));
        assertThat(readAgain(set)).as("seed %d, step %d", seed, step).isEqualTo(set);
      }
    }
  }

  @Test
  void aWindowShowsOnlyItsOwn() {
    PlaceSet set = PlaceSet.of(1, 1000).with(2000, 3000);
    assertThat(set.bits(990, 20)).isEqualTo(bits(0, 10));
    assertThat(set.bits(1989, 20)).isEqualTo(bits(10, 20));
    assertThat(set.bits(5000, 20)).isEqualTo(new BitSet());
  }

  @Test
  void theDifferenceIsWhatIsMissingInTheOther() {
    PlaceSet set = PlaceSet.of(1, 100).without(50, 60);
    assertThat(set.minus(PlaceSet.of(10, 90))).isEqualTo(PlaceSet.of(1, 9).with(91, 100));
    assertThat(set.minus(set)).isEqualTo(PlaceSet.EMPTY);
  }

  @Test
  void oneWhoReadsInOrderCostsFewBytesWhereverThatIs() {
    assertThat(written(PlaceSet.of(1, 1_000_000))).hasSizeLessThanOrEqualTo(5);
    assertThat(written(PlaceSet.of(1, 50_000_000))).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void aRandomHalfCostsABitEach() {
    Random random = new Random(1);
    PlaceSet set = PlaceSet.of(1, 50_000_000);
    for (int i = 0; i < 10_000; i++) {
      if (random.nextBoolean()) {
        set = set.with(50_000_002 + i, 50_000_002 + i);
      }
    }
    assertThat(written(set)).hasSizeLessThan(1_270);
    assertThat(readAgain(set)).isEqualTo(set);
  }

  @Test
  void bytesThatEndTooEarlyAreRefused() {
    byte[] whole = written(PlaceSet.of(3, 1_000).with(2_000, 3_000));
    IntStream.range(0, whole.length)
        .forEach(length ->
            assertThatThrownBy(
                    () -> PlaceSetCodec.read(new Varints.Reader(Arrays.copyOf(whole, length))))
                .isInstanceOf(IllegalArgumentException.class));
  }

  private static BitSet bits(int from, int until) {
    BitSet bits = new BitSet();
    bits.set(from, until);
    return bits;
  }

  private static byte[] written(PlaceSet set) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PlaceSetCodec.write(out, set);
    return out.toByteArray();
  }

  private static PlaceSet readAgain(PlaceSet set) {
    Varints.Reader in = new Varints.Reader(written(set));
    PlaceSet read = PlaceSetCodec.read(in);
    assertThat(in.atEnd()).isTrue();
    return read;
  }
}
