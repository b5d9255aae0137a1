package dev.belfry.server.config;

import java.net.InetAddress;
import java.util.Optional;

/// The addresses that begin with the same bits (CIDR, RFC 4632 and RFC 4291 section 2.3).
public record AddressRange(InetAddress first, int bits) {
  static final String FORM = "an address, or a range of them such as `10.0.0.0/8`";

  /// Reads one; empty where it is none.
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int most = 8 * address.getAddress().length;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      return bits >= 0 && bits <= most
          ? Optional.of(new AddressRange(address, bits))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether an address is one of them.
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int bit = 0x80 >> (i & 7);
      if ((mine[i >> 3] & bit) != (other[i >> 3] & bit)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
