package dev.belfry.server.auth.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.auth.FakeServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fetching from servers that are slow, huge, redirecting, private or broken.
@Timeout(30)
final class HttpsFetchTest {
  private static final String KEYS = "{\"keys\":[]}";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> resolved = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(10);
  private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private Fetched fetch(URI url, boolean privateAddresses, String... addresses) {
    PublicAddress.Resolver resolver =
        host -> {
          resolved.add(host);
          InetAddress[] all = new InetAddress[addresses.length];
          for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.ofLiteral(addresses[i]);
          }
          return all;
        };
    return new HttpsFetch(url, privateAddresses, resolver, tls, timeout, threads).fetch();
  }

  private Fetched fetch(FakeServer issuer) {
    return fetch(issuer.url("id.example"), true, "127.0.0.1");
  }

  private static String body(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Body.class);
    return new String(((Fetched.Body) fetched).bytes(), StandardCharsets.UTF_8);
  }

  private static String failure(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).why();
  }

  @Test
  void theAddressThatWasCheckedIsTheOneConnectedTo() throws IOException {
    try (FakeServer issuer = new FakeServer(FakeServer.answering("200 OK", KEYS))) {
      assertThat(body(fetch(issuer))).isEqualTo(KEYS);
      assertThat(resolved).containsExactly("id.example");
      assertThat(issuer.requests().getFirst())
          .startsWith("GET /jwks.json?v=1 HTTP/1.1\nHost: id.example:");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n{\"keys\":[]}",
        "HTTP/1.0 200\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"key\r\n6\r\ns\":[]}\r\n0\r\n\r\n"
      })
  void everyFrameOfAnAnswerIsRead(String answer) throws IOException {
    try (FakeServer issuer = new FakeServer(out -> FakeServer.write(out, answer))) {
      assertThat(body(fetch(issuer))).isEqualTo(KEYS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"keys\":[]}",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Busy\r\n\r\n",
        "SSH-2.0-server\r\n",
        "",
        "HTTP/1.1 200 OK"
      })
  void whatIsNoWholeAnswerFails(String answer) throws IOException {
    try (FakeServer issuer = new FakeServer(out -> FakeServer.write(out, answer))) {
      failure(fetch(issuer));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsAreNotFollowed(int status) throws IOException {
    try (FakeServer other = new FakeServer(FakeServer.answering("200 OK", KEYS));
        FakeServer issuer =
            new FakeServer(out ->
                FakeServer.write(
                    out,
                    "HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                        .formatted(status, other.url("127.0.0.1"))))) {
      assertThat(failure(fetch(issuer))).contains("answered " + status);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aHugeAnswerIsNotReadToItsEnd() throws IOException {
    CountDownLatch cut = new CountDownLatch(1);
    try (FakeServer issuer =
        new FakeServer(out -> {
          try {
            FakeServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
              FakeServer.write(out, " ".repeat(100_000));
            }
          } finally {
            cut.countDown();
          }
        })) {
      assertThat(failure(fetch(issuer))).contains("more than 262144 bytes");
      assertThat(cut).satisfies(CountDownLatch::await);
    }
  }

  @Test
  void aHugeLengthChunkOrHeadIsRefused() throws IOException {
    for (String answer :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")) {
      try (FakeServer issuer = new FakeServer(out -> FakeServer.write(out, answer))) {
        failure(fetch(issuer));
      }
    }
  }

  @Test
  void aSilentServerIsGivenUp() throws IOException {
    timeout = Duration.ofMillis(200);
    CountDownLatch never = new CountDownLatch(1);
    try (FakeServer issuer = new FakeServer(out -> never.await())) {
      assertThat(failure(fetch(issuer))).contains("within 200 ms");
    }
  }

  @Test
  void aServerThatTricklesIsGivenUpToo() throws IOException {
    timeout = Duration.ofMillis(200);
    try (FakeServer issuer =
        new FakeServer(out -> {
          FakeServer.write(out, "HTTP/1.1 200 OK\r\n");
          CountDownLatch never = new CountDownLatch(1);
          while (!never.await(20, TimeUnit.MILLISECONDS)) {
            FakeServer.write(out, "X: y\r\n");
          }
        })) {
      assertThat(failure(fetch(issuer))).contains("within 200 ms");
    }
  }

  @Test
  void aNameThatIsNotResolvedInTimeIsGivenUp() {
    timeout = Duration.ofMillis(200);
    CountDownLatch never = new CountDownLatch(1);
    PublicAddress.Resolver hanging =
        host -> {
          try {
            never.await();
          } catch (InterruptedException ended) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[0];
        };
    URI url = URI.create("http://id.example/");
    assertThat(failure(new HttpsFetch(url, true, hanging, tls, timeout, threads).fetch()))
        .contains("within 200 ms");
  }

  @Test
  void oneAddressThatIsNotPublicIsEnoughToRefuse() throws IOException {
    try (FakeServer issuer = new FakeServer(FakeServer.answering("200 OK", KEYS))) {
      URI url = issuer.url("id.example");
      assertThat(failure(fetch(url, false, "127.0.0.1"))).contains("not public");
      assertThat(failure(fetch(url, false, "9.9.9.9", "10.0.0.1"))).contains("not public");
      assertThat(issuer.requests()).isEmpty();
    }
  }

  @Test
  void theCertificateHasToBeForTheName() throws Exception {
    KeyStore store = certificateFor("id.example");
    tls = contextOf(store).getSocketFactory();
    try (FakeServer issuer =
        new FakeServer(
            "https",
            contextOf(store).getServerSocketFactory(),
            FakeServer.answering("200 OK", KEYS))) {
      assertThat(body(fetch(issuer.url("id.example"), true, "127.0.0.1"))).isEqualTo(KEYS);
      assertThat(failure(fetch(issuer.url("other.example"), true, "127.0.0.1")))
          .contains("SSLHandshakeException");
      tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
      assertThat(failure(fetch(issuer.url("id.example"), true, "127.0.0.1")))
          .contains("SSLHandshakeException");
    }
  }

  private static KeyStore certificateFor(String host) throws Exception {
    Path file = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "issuer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static SSLContext contextOf(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("issuer", store.getCertificate("issuer"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2001::1",
        "3fff::1",
        "100::1"
      })
  void privateAndSpecialAddressesAreNotPublic(String address) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.9.9.9",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:9.9.9.9"
      })
  void theOthersAre(String address) {
    assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isTrue();
  }
}
