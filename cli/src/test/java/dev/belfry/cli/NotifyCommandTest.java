package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `belfry notify`, against a server that writes down what it is asked for.
class NotifyCommandTest {
  private final Commands commands = new Commands();
  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private String answer = "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"recipients\":3}";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/v1/notify",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void usersAreNotifiedAndTheirNumberIsPrinted() throws Exception {
    int code =
        commands.run(
            "notify",
            "--url",
            url(),
            "--user",
            "42",
            "--user",
            "43",
            "Shipped",
            "--link",
            "/orders/7",
            "--category",
            "orders",
            "--tag",
            "shop",
            "--key",
            "k1",
            "--except",
            "44");

    assertThat(code).as(commands.err()).isZero();
    assertThat(commands.out().strip()).isEqualTo("01ARZ3NDEKTSV4RRFFQ69G5FAV 3");
    assertThat(asked.take())
        .isEqualTo(
            "{\"to\":{\"users\":[\"42\",\"43\"]},\"except\":[\"44\"],\"notification\":"
                + "{\"title\":\"Shipped\",\"url\":\"/orders/7\",\"category\":\"orders\","
                + "\"tags\":[\"shop\"]},\"key\":\"k1\"}");
  }

  @Test
  void oneForLaterPrintsItsTime() throws Exception {
    answer = "{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"at\":\"2026-11-26T12:00:00.000Z\"}";

    assertThat(commands.run("notify", "--url", url(), "--everyone", "We move", "--at", "2h"))
        .isZero();
    assertThat(commands.out().strip())
        .isEqualTo("2026-11-26T12:00:00.000Z 01ARZ3NDEKTSV4RRFFQ69G5FAV");
    assertThat(asked.take()).startsWith("{\"to\":\"everyone\",").contains("\"at\":\"2h\"");
  }

  @Test
  void whatIsNotAllowedIsAWrongCall() {
    assertThat(
            commands.run("notify", "--url", url(), "--user", "42", "a", "--link", "javascript:1"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(commands.err()).contains("url is an http");
    assertThat(commands.run("notify", "--url", url(), "a")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(commands.run("notify", "--url", url(), "--user", "42", "--everyone", "a"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(asked).isEmpty();
  }
}
