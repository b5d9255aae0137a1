package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page of a framework in `examples` shows: a bell, a live list of a channel, and the
/// notifications, the same in all windows, over one connection each. The console is silent.
@SuppressWarnings("NullAway.Init")
abstract class ExamplePageContract {
  @TempDir Path folder;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
  ConsoleServer server;
  Chromium chromium;

  /// The folder of the page in `examples`.
  abstract String name();

  @BeforeEach
  void start() throws Exception {
    server = new ConsoleServer("--dev");
    chromium = Chromium.start();
  }

  @AfterEach
  void stop() {
    chromium.close();
    server.close();
    assertThat(complaints).isEmpty();
  }

  /// A window of a browser of its own.
  Page open(URI address) {
    return open(address, "");
  }

  /// @param script run before those of the page
  Page open(URI address, String script) {
    BrowserContext context = chromium.context(new Browser.NewContextOptions().setLocale("en-GB"));
    context.addInitScript(script);
    Page page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(message.text());
      }
    });
    page.onWebSocket(socket -> {
      if (URI.create(socket.url()).getPort() == server.port()) {
        sockets.add(socket);
      }
    });
    assertThat(page.navigate(address.toString()).status()).isEqualTo(200);
    page.locator(".state.open").waitFor();
    return page;
  }

  /// The connections that pages have made to the server, also those that have ended.
  List<WebSocket> sockets(Page asked) {
    var _ = asked.evaluate("0");
    return sockets;
  }

  static void awaitBell(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .waitFor();
  }

  static Locator line(Page page, String text) {
    return page.locator("main li").filter(new Locator.FilterOptions().setHasText(text));
  }

  private static void send(Page page, String label, String text) {
    page.getByLabel(label).fill(text);
    page.getByLabel(label).press("Enter");
  }

  /// Sends from one window what the other one shows, and marks it.
  void use(Page one, Page other) throws Exception {
    send(one, "New order", "Espresso machine");
    server.publish("orders:42", "from a backend");
    send(other, "New notification", "It has shipped");
    for (Page page : List.of(one, other)) {
      line(page, "Espresso machine").waitFor();
      line(page, "from a backend").waitFor();
      line(page, "It has shipped").waitFor();
      awaitBell(page, "Notifications, 1 unread");
    }
    line(one, "It has shipped").getByRole(AriaRole.BUTTON).click();
    awaitBell(other, "Notifications");
    other.locator("main li.read").waitFor();
    server.notify("42", "Another one");
    awaitBell(one, "Notifications, 1 unread");
    one.locator("belfry-bell").getByRole(AriaRole.BUTTON).first().click();
    one.locator("belfry-inbox li")
        .filter(new Locator.FilterOptions().setHasText("Another one"))
        .waitFor();
  }

  @Test
  void whatHappensIsShownInAllWindowsOverOneConnectionEach() throws Exception {
    try (ExamplePage example = ExamplePage.start(name(), server.http(""))) {
      Page one = open(example.address());
      Page other = open(example.address());
      use(one, other);
      assertThat(sockets(one)).hasSize(2).noneMatch(WebSocket::isClosed);
      left(one);
    }
  }

  /// What is to be seen when the framework ends the page's components.
  void left(Page page) {}

  @Test
  void theFilesForProductionWorkUnderAStrictPolicy() throws Exception {
    ExamplePage.build(name(), server.http(""), folder);
    String belfry = server.http("").toString();
    String policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src "
            + belfry
            + " "
            + belfry.replace("http", "ws")
            + "; require-trusted-types-for 'script'; trusted-types "
            + trustedTypes();
    HttpServer files =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            0,
            "/",
            SimpleFileServer.createFileHandler(folder.toRealPath()),
            Filter.beforeHandler(
                "a policy",
                exchange -> exchange.getResponseHeaders().set("Content-Security-Policy", policy)));
    files.start();
    try {
      URI address = URI.create("http://localhost:" + files.getAddress().getPort() + "/");
      use(open(address), open(address));
    } finally {
      files.stop(0);
    }
  }

  /// The names of the Trusted Types policies that the framework makes.
  String trustedTypes() {
    return "'none'";
  }
}
