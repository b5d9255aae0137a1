package dev.belfry.server.inbox.view;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/// Sets of places as bytes, which stand one after another. Whichever is shorter:
///
/// - runs: their number times 2, then for each how many places lie before it since the last one,
///   and its length less 1;
/// - bits: how many bytes of them times 2 plus 1, the first run as above, and a bit for each place
///   after it, the first in the lowest bit.
///
/// All numbers are those of [Varints].
final class PlaceSetCodec {
  private PlaceSetCodec() {}

  static void write(ByteArrayOutputStream out, PlaceSet set) {
    byte[] bits = set.isEmpty() ? new byte[0] : bitsAfterFirstRun(set);
    boolean asBits = bits.length > 0 && bits.length + Varints.length(bits.length) < restLength(set);
    Varints.write(out, asBits ? 2L * bits.length + 1 : 2L * set.runs());
    long before = 0;
    for (int run = 0; run < (asBits ? 1 : set.runs()); run++) {
      Varints.write(out, set.first(run) - before - 1);
      Varints.write(out, set.last(run) - set.first(run));
      before = set.last(run);
    }
    out.write(bits, 0, asBits ? bits.length : 0);
  }

  /// The bytes that the runs after the first take.
  private static int restLength(PlaceSet set) {
    int length = Varints.length(set.runs());
    for (int run = 1; run < set.runs(); run++) {
      length += Varints.length(set.first(run) - set.last(run - 1) - 1);
      length += Varints.length(set.last(run) - set.first(run));
    }
    return length;
  }

  /// Empty where they would be so many that runs are shorter for sure.
  private static byte[] bitsAfterFirstRun(PlaceSet set) {
    long base = set.last(0);
    long length = set.last(set.runs() - 1) - base;
    return length / Byte.SIZE >= 20L * set.runs()
        ? new byte[0]
        : set.bits(base, (int) length).toByteArray();
  }

  static PlaceSet read(Varints.Reader in) {
    long header = in.next();
    if ((header & 1) == 0) {
      PlaceSet set = PlaceSet.EMPTY;
      long before = 0;
      for (long run = 0; run < header >> 1; run++) {
        long first = before + 1 + in.next();
        before = first + in.next();
        set = set.with(first, before);
      }
      return set;
    }
    long first = 1 + in.next();
    long last = first + in.next();
    return PlaceSet.of(first, last)
        .with(BitSet.valueOf(in.bytes(Math.toIntExact(header >> 1))), last);
  }
}
