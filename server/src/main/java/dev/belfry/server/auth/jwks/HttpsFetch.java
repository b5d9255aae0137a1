package dev.belfry.server.auth.jwks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One GET by HTTP/1.1, over TLS unless the URL says http.
///
/// The name is resolved once, every address that it has is checked, and the connection goes to one
/// of those that were checked: so a name that changes its address between the check and the
/// connection (DNS rebinding) gains nothing. An HTTP client of the JDK would resolve again.
/// Redirects are not followed. All of it, names and handshake included, has to end in time.
final class HttpsFetch implements KeyFetch {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final URI url;
  private final boolean privateAddresses;
  private final PublicAddress.Resolver resolver;
  private final SSLSocketFactory tls;
  private final Duration timeout;
  private final Executor threads;

  /// @param privateAddresses whether the document may be in a private network
  /// @param timeout for the whole
  /// @param threads that may wait
  HttpsFetch(
      URI url,
      boolean privateAddresses,
      PublicAddress.Resolver resolver,
      SSLSocketFactory tls,
      Duration timeout,
      Executor threads) {
    this.url = url;
    this.privateAddresses = privateAddresses;
    this.resolver = resolver;
    this.tls = tls;
    this.timeout = timeout;
    this.threads = threads;
  }

  @Override
  public Fetched fetch() {
    Exchange exchange = new Exchange();
    FutureTask<Fetched> task = new FutureTask<>(exchange::run);
    threads.execute(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return new Fetched.Failed("did not answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException failure) {
      return new Fetched.Failed("can't be had: " + failure.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Fetched.Failed("was not waited for");
    } finally {
      exchange.close();
    }
  }

  /// One connection. Closed by the thread that waits for it, so that what hangs ends.
  private final class Exchange {
    private @Nullable Socket socket;
    private boolean closed;

    Fetched run() throws IOException {
      String host = url.getHost().replaceAll("[\\[\\]]", "");
      InetAddress[] addresses = resolver.resolve(host);
      for (InetAddress address : addresses) {
        if (!privateAddresses && !PublicAddress.is(address)) {
          return new Fetched.Failed("has an address that is not public");
        }
      }
      return ResponseReader.read(request(host, addresses));
    }

    private Socket request(String host, InetAddress[] addresses) throws IOException {
      boolean secure = "https".equals(url.getScheme());
      int standardPort = secure ? HTTPS_PORT : HTTP_PORT;
      int port = url.getPort() < 0 ? standardPort : url.getPort();
      Socket plain = connect(addresses, port);
      Socket connected = secure ? secured(plain, host, port) : plain;
      connected.getOutputStream().write(head().getBytes(StandardCharsets.ISO_8859_1));
      connected.getOutputStream().flush();
      return connected;
    }

    private Socket connect(InetAddress[] addresses, int port) throws IOException {
      IOException last = new IOException("a name without an address");
      for (InetAddress address : addresses) {
        try {
          Socket fresh = keep(new Socket(Proxy.NO_PROXY));
          fresh.connect(new InetSocketAddress(address, port));
          return fresh;
        } catch (IOException unreachable) {
          last = unreachable;
        }
      }
      throw last;
    }

    /// The certificate has to be for the name, whatever the address.
    private Socket secured(Socket plain, String host, int port) throws IOException {
      SSLSocket secured = (SSLSocket) tls.createSocket(plain, host, port, true);
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    }

    private String head() {
      String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      String port = url.getPort() < 0 ? "" : ":" + url.getPort();
      return "GET "
          + path
          + query
          + " HTTP/1.1\r\nHost: "
          + url.getHost()
          + port
          + "\r\nAccept: application/jwk-set+json, application/json\r\n"
          + "User-Agent: belfry\r\nConnection: close\r\n\r\n";
    }

    private synchronized Socket keep(Socket fresh) throws IOException {
      close(socket);
      socket = fresh;
      if (closed) {
        close(fresh);
        throw new IOException("out of time");
      }
      return fresh;
    }

    synchronized void close() {
      closed = true;
      close(socket);
    }

    private static void close(@Nullable Socket one) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (IOException alreadyGone) {
        // Nothing was to come from it.
      }
    }
  }
}
