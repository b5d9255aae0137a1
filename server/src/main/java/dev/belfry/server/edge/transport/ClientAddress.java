package dev.belfry.server.edge.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What stands for a client's address where clients of one address share something. Of an IPv6
/// address it is the network, 64 bits, since a customer of a provider has one such network or more.
public final class ClientAddress {
  private static final Object UNKNOWN = "unknown";

  private ClientAddress() {}

  /// Two clients of one address have equal ones.
  public static Object of(InetAddress address) {
    return address instanceof Inet6Address six
        ? ByteBuffer.wrap(six.getAddress()).getLong()
        : address;
  }

  /// The same of a socket's other end; null where it has none any more.
  public static Object of(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? of(internet.getAddress())
        : UNKNOWN;
  }
}
