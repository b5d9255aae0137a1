package dev.belfry.server.auth.jwks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Whether an address is one of the public internet, and not of this machine, a private network, or
/// a purpose of its own (the special-purpose registries of RFC 6890).
final class PublicAddress {
  private static final int IPV4_BYTES = 4;

  /// Blocks of IPv4 that are not.
  private static final List<Block> SPECIAL_4 =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10),
          Block.of("127.0.0.0", 8),
          Block.of("169.254.0.0", 16),
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24),
          Block.of("192.88.99.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("198.18.0.0", 15),
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 4),
          Block.of("240.0.0.0", 4));

  /// What is public of IPv6 is in here ...
  private static final Block GLOBAL_6 = Block.of("2000::", 3);

  /// ... but for these: IETF protocols with Teredo, documentation, 6to4, and more of the same.
  private static final List<Block> SPECIAL_6 =
      List.of(
          Block.of("2001::", 23),
          Block.of("2001:db8::", 32),
          Block.of("2002::", 16),
          Block.of("3fff::", 20));

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == IPV4_BYTES
        ? SPECIAL_4.stream().noneMatch(block -> block.holds(bytes))
        : GLOBAL_6.holds(bytes) && SPECIAL_6.stream().noneMatch(block -> block.holds(bytes));
  }

  private record Block(byte[] prefix, int bits) {
    static Block of(String address, int bits) {
      return new Block(InetAddress.ofLiteral(address).getAddress(), bits);
    }

    boolean holds(byte[] address) {
      int whole = bits / Byte.SIZE;
      int rest = bits % Byte.SIZE;
      return address.length == prefix.length
          && Arrays.equals(address, 0, whole, prefix, 0, whole)
          && (rest == 0
              || (address[whole] & 0xFF) >> (Byte.SIZE - rest)
                  == (prefix[whole] & 0xFF) >> (Byte.SIZE - rest));
    }
  }

  /// Addresses of a name, all of them.
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }
}
