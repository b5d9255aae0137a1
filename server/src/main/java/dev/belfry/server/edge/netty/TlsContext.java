package dev.belfry.server.edge.netty;

import dev.belfry.server.config.ServerConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/// TLS 1.2 and 1.3 with a certificate that may be replaced while connections are open: those keep
/// what they began with. By BoringSSL where there is one for the machine, else by the JDK.
///
/// Clients that can speak HTTP/2 do. It allows a part of the cipher suites only (RFC 9113 section
/// 9.2.2), those with forward secrecy and authenticated encryption; no others are offered.
public final class TlsContext {
  /// What a client may name for ALPN, as IANA has them.
  public static final String HTTP_2 = ApplicationProtocolNames.HTTP_2;

  static final String HTTP_1_1 = ApplicationProtocolNames.HTTP_1_1;

  private final Duration handshakeMax;
  private volatile SslContext current;

  /// Reads the certificate and its key.
  ///
  /// @param handshakeMax how long a handshake may take
  /// @throws IOException naming the files, where they can't be used
  public TlsContext(ServerConfig.Tls files, Duration handshakeMax) throws IOException {
    this.handshakeMax = handshakeMax;
    this.current = read(files);
  }

  /// Reads the files again, for the connections to come.
  ///
  /// @throws IOException naming the files, where they can't be used; then nothing has changed
  public void reload(ServerConfig.Tls files) throws IOException {
    current = read(files);
  }

  private static SslContext read(ServerConfig.Tls files) throws IOException {
    Path certificate = files.certificate().orElseThrow();
    Path key = files.key().orElseThrow();
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  files.http2() ? List.of(HTTP_2, HTTP_1_1) : List.of(HTTP_1_1)))
          .build();
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IOException(
          "server.tls: " + certificate + " and " + key + " can't be used: " + reason(unusable),
          unusable);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  /// What stands first in the pipeline of a connection.
  ChannelHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = current.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(handshakeMax.toMillis());
    return handler;
  }
}
