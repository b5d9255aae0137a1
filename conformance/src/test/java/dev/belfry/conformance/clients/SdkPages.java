package dev.belfry.conformance.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An application beside a Belfry server, with an origin of its own: a page that loads the server's
/// library under a strict policy, and the tokens of its users. The page's hash names the channel,
/// and the user where there is one: `#orders:42/ada`. `#inbox/ada` shows that user's inbox, as the
/// tabs of one browser do, and `#inbox/ada/stream` over an event stream of its own.
final class SdkPages implements AutoCloseable {
  static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String PAGE =
      "<!doctype html><title>SDK</title><script type=\"module\" src=\"/page.js\"></script>";
  private static final String SCRIPT =
      """
      import { connect } from 'SERVER/belfry.js'
      const [channel, user, stream] = location.hash.slice(1).split('/')
      const getToken = async () => (await fetch('/token?' + user)).text()
      Object.assign(window, { heard: [], gaps: [], states: [], refusals: [] })
      const options = stream ? { user, WebSocket: null, tabs: false } : { user }
      const shown = channel === 'inbox'
      window.belfry = connect(shown ? options : user ? { getToken } : {})
      belfry.on('state', ({ state }) => states.push(state))
      belfry.on('error', ({ code }) => refusals.push(code))
      if (shown) {
        window.inbox = belfry.inbox()
        window.titles = () => inbox.items.map(({ title }) => title)
        window.mark = (as, name) => {
          inbox.mark(as, [inbox.items.find(({ title }) => title === name).id])
        }
        inbox.on('change', ({ added }) => heard.push(...added.map(({ title }) => title)))
      } else {
        window.subscription = belfry.subscribe(channel, ({ data }) => heard.push(data))
        subscription.on('gap', (gap) => gaps.push(gap))
      }
      window.forbidden = () => belfry.subscribe('orders:none')
      """;

  private final HttpServer http;
  final AtomicInteger tokens = new AtomicInteger();

  /// How long the next token is good.
  volatile int tokenSeconds = 600;

  /// The Belfry server, once it is known where it is.
  volatile String server = "";

  SdkPages() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", exchange -> answer(exchange, "text/html", PAGE));
    http.createContext("/page.js", exchange -> answer(exchange, "text/javascript", script()));
    http.createContext(
        "/token",
        exchange -> {
          tokens.incrementAndGet();
          answer(exchange, "text/plain", token(exchange.getRequestURI().getQuery()));
        });
    http.start();
  }

  private String script() {
    return SCRIPT.replace("SERVER", server);
  }

  String origin() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// Nothing but what the guide names; what the page's own scripts and requests need is `'self'`.
  private String policy() {
    return "default-src 'none'; script-src 'self' "
        + server
        + "; connect-src 'self' "
        + server
        + " "
        + server.replace("http", "ws")
        + "; require-trusted-types-for 'script'; trusted-types 'none'";
  }

  private void answer(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Content-Security-Policy", policy());
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /// A token of a user, who may use the channel `orders:` of that name.
  String token(String user) {
    long now = Instant.now().getEpochSecond();
    String claims =
        """
        {"sub":"%s","iat":%d,"exp":%d,"belfry":{"subscribe":["orders:%s"],"publish":["orders:%s"]}}\
        """
            .formatted(user, now, now + tokenSeconds, user, user);
    String signed =
        encode("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
