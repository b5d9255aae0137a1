package dev.belfry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--url`, `--header`, `--token` and `--cacert`, shared by the commands that talk to a running
/// server.
final class ServerAddress {
  static final String VARIABLE = "BELFRY_URL";
  private static final String TOKEN_VARIABLE = "BELFRY_TOKEN";
  private static final String STANDARD = "http://localhost:8000";

  /// Where channels are, below the server's own address.
  private static final String CHANNELS = "/notifications";

  /// A line of a request's head (RFC 9110 section 5.5), its name and its value.
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\\p{Cntrl}]*)");

  /// Headers that an option has, by their names in lower case.
  private static final Map<String, String> OPTIONS =
      Map.of(
          "belfry-at", "--at",
          "belfry-expires", "--expires",
          "belfry-replace-key", "--replace-key",
          "idempotency-key", "--key",
          "content-type", "--json or --text");

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      description = {
        "The server; with a path, if it is below one.",
        "Default: the variable BELFRY_URL, or",
        "http://localhost:8000"
      })
  @Nullable String url;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "LINE",
      description = {
        "A further header of the request, such as",
        "'Authorization: Bearer ...'; may be repeated."
      })
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = {
        "A token or API key. Default: the variable",
        "BELFRY_TOKEN, which other users of the machine",
        "can't see."
      })
  @Nullable String token;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = {"Trust the certificates of this file (PEM) alone,", "for https."})
  @Nullable Path authority;

  Map<String, String> environment = System.getenv();

  /// The server's address, checked, with no slash at its end. The address of all channels,
  /// `.../notifications`, is taken for the server's.
  URI checked() {
    URI given = parsed();
    String scheme = given.getScheme();
    boolean web = "http".equals(scheme) || "https".equals(scheme);
    boolean plain = given.getRawQuery() == null && given.getRawFragment() == null;
    if (!web || given.getHost() == null || !plain) {
      throw mustBeAnAddress();
    }
    if (given.getRawUserInfo() != null) {
      throw usage(source() + " takes no user and password; send them with --header");
    }
    String path = given.getRawPath().replaceFirst("/+$", "");
    if (path.contains(CHANNELS + "/")) {
      throw usage(source() + " is the server's address, without a channel: not " + given);
    }
    String base =
        path.endsWith(CHANNELS) ? path.substring(0, path.length() - CHANNELS.length()) : path;
    return URI.create(scheme + "://" + given.getRawAuthority() + base);
  }

  /// What `--cacert` says holds for all connections of the process.
  void useAuthority() throws IOException {
    if (authority == null) {
      return;
    }
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca" + number++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      SSLContext.setDefault(context);
    } catch (GeneralSecurityException unusable) {
      throw new IOException(
          authority + " has no certificates: " + Main.reasonOf(unusable), unusable);
    }
  }

  private URI parsed() {
    try {
      return new URI(text());
    } catch (URISyntaxException noAddress) {
      throw mustBeAnAddress();
    }
  }

  private String text() {
    if (url != null) {
      return url;
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty() ? STANDARD : variable;
  }

  private String source() {
    return url == null ? VARIABLE : "--url";
  }

  private ParameterException mustBeAnAddress() {
    return usage(source() + " must be like " + STANDARD + ", not " + text());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// The headers by name, checked.
  Map<String, String> checkedHeaders() {
    Map<String, String> byName = new LinkedHashMap<>();
    String bearer = token == null ? environment.getOrDefault(TOKEN_VARIABLE, "") : token;
    if (!bearer.isEmpty()) {
      byName.put("Authorization", "Bearer " + bearer);
    }
    for (String line : headers) {
      Matcher header = HEADER.matcher(line);
      if (!header.matches()) {
        throw usage("--header must be like 'Name: value', not " + line);
      }
      String option = OPTIONS.get(header.group(1).toLowerCase(Locale.ROOT));
      if (option != null) {
        throw usage("--header can't set " + header.group(1) + "; " + option + " does");
      }
      try {
        var _ = HttpRequest.newBuilder().header(header.group(1), header.group(2));
      } catch (IllegalArgumentException reserved) {
        throw usage("--header can't set " + header.group(1));
      }
      byName.put(header.group(1), header.group(2).strip());
    }
    return byName;
  }

  /// A failure to get an answer, with the address that was tried.
  IOException withAddress(URI base, IOException failure) {
    if (!(failure instanceof ConnectException)) {
      return new IOException("no answer from " + base + ": " + Main.reasonOf(failure), failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return new IOException("no host is called " + base.getHost(), failure);
      }
    }
    return new IOException(
        "no server answers at " + base + " (is 'belfry serve' running?)", failure);
  }
}
