package dev.belfry.server;

import dev.belfry.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A server with TLS, and the JDK's client of it, which speaks HTTP/2 where it may.
final class SecureServer implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> settings;
  private final TestCertificate certificate;
  private final Belfry belfry;
  private final HttpClient http;

  private SecureServer(Path folder, Map<String, String> settings) throws Exception {
    this.folder = folder;
    this.certificate = TestCertificate.of(folder, "first");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    this.settings = new HashMap<>(settings);
    this.settings.put("server.port", "0");
    this.settings.put("server.tls.certificate", folder.resolve("cert.pem").toString());
    this.settings.put("server.tls.key", folder.resolve("key.pem").toString());
    this.belfry = Belfry.builder().config(ServerConfig.of(this.settings)).start();
    this.http = client(HttpClient.Version.HTTP_2);
  }

  /// Starts one, whose certificate lies in the folder.
  static SecureServer start(Path folder, Map<String, String> settings) throws Exception {
    return new SecureServer(folder, settings);
  }

  /// A client with connections of its own.
  HttpClient client(HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(certificate.trusting()).build();
  }

  Belfry belfry() {
    return belfry;
  }

  HttpClient http() {
    return http;
  }

  TestCertificate certificate() {
    return certificate;
  }

  /// Replaces the certificate, as an operator does.
  TestCertificate replaceCertificate(String name) throws Exception {
    TestCertificate next = TestCertificate.of(folder, name);
    next.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    belfry.reload(ServerConfig.of(settings));
    return next;
  }

  URI uri(String path) {
    return belfry.uri().resolve(path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> publish(String path, String text) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(text)));
  }

  @Override
  public void close() {
    http.shutdownNow();
    belfry.close();
  }
}
