package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that an operator may decide about a server. What each part means is said by its `@Setting`,
/// and in docs/reference/configuration.md, which is written from there.
public record ServerConfig(
    @Setting(means = "Where the server listens, and how it runs.") Server server,
    @Setting(means = "The WebSocket side of a connection.") WebSocket websocket,
    @Setting(
            means =
                "The folder of the durable channels. It is made when the first rule with `durable` "
                    + "is there, and belongs to one server at a time.",
            standard = "./belfry-data")
        Path data,
    @Setting(means = "How durable channels are stored.") Store store,
    @Setting(means = "Redis, by which several nodes share their channels.") Redis redis,
    @Setting(
            means =
                "Web pages that may connect, besides those of the server's own host. `null` is the "
                    + "Origin of sandboxed pages and local files.")
        List<WebOrigin> origins,
    @Setting(
            means =
                "Host names that a server bound to loopback answers, besides `localhost` and "
                    + "literal addresses. A request for any other is refused with 421, so that no "
                    + "web page can reach the server by rebinding its own name to this machine.")
        List<Host> hosts,
    @Setting(
            means =
                "Who may come in. Where none of `tokens`, `keys` and `callback.url` is there, the "
                    + "server serves its own machine, and everyone on it may do everything.")
        Auth auth,
    @Setting(
            means =
                "What a channel in memory keeps, whichever bound is reached first, unless a rule "
                    + "of its own says otherwise.")
        History history,
    @Setting(means = "Notifications and the inboxes of users.") Inbox inbox,
    @Setting(means = "Bounds, each with an answer when it is reached.") Limits limits,
    @Setting(
            means =
                "Rules for channels; the first whose pattern matches a channel's name holds. "
                    + "A channel that none matches keeps what `history` says, and is open to "
                    + "anyone who reaches the server, or, where `auth` is configured, to tokens "
                    + "and keys that allow it.")
        List<ChannelRule> channels) {
  /// What a durable channel keeps unless its rule says otherwise. It lies on disk, where age and
  /// size are what matters.
  private static final ChannelPolicy.History DURABLE_HISTORY =
      new ChannelPolicy.History(ChannelPolicy.History.ANY_COUNT, 1L << 30, Duration.ofDays(7));

  /// Where the server listens, and how it runs.
  public record Server(
      @Setting(
              means =
                  "What this node is called in `belfry nodes`. Without it, by its machine and "
                      + "port.")
          Optional<String> name,
      @Setting(
              means =
                  "The address to listen on, or a name of it. Any but a loopback address needs "
                      + "`auth` or `server.open`.",
              standard = "127.0.0.1")
          Host host,
      @Setting(
              means = "The TCP port to listen on; 0 takes one that is free.",
              standard = "8000",
              min = "0",
              max = "65535")
          int port,
      @Setting(
              means =
                  "How sockets are driven. `auto` takes the best that the operating system "
                      + "permits; `epoll` and `io_uring` need Linux, `nio` runs everywhere.",
              standard = "auto")
          Transport transport,
      @Setting(
              means =
                  "Serve other machines although no tokens are configured: whoever reaches the "
                      + "port may then publish and listen.",
              standard = "false")
          boolean open,
      @Setting(
              means =
                  "For development: web pages of `localhost`, on any port, may connect too; the "
                      + "console has a playground, and `/docs/` this documentation.",
              standard = "false")
          boolean dev,
      @Setting(means = "Speak TLS, 1.2 and 1.3, on the port: https and wss.") Tls tls,
      @Setting(
              means =
                  "A listener of its own for those who run the server: `/health` and what takes "
                      + "the scope `admin` are only there then. In the clear.")
          Admin admin,
      @Setting(
              means =
                  "Proxies in front of the server. What one of them says in `forwarded-header` is "
                      + "believed: the client's address, and whether it came by https. Without "
                      + "it, all clients behind a proxy have the proxy's address.")
          List<AddressRange> trustedProxies,
      @Setting(
              means =
                  "Where trusted proxies say whose request it is: `x-forwarded-for`, with "
                      + "`X-Forwarded-Proto`, or `forwarded` (RFC 7239). The other one is not "
                      + "looked at, since a client may have written it.",
              standard = "x-forwarded-for")
          ForwardedHeader forwardedHeader,
      @Setting(
              means = "Event loops, each a thread; 0 is one for each processor.",
              standard = "0",
              min = "0",
              max = "1024")
          int loops,
      @Setting(
              means =
                  "How long leaving may take after SIGTERM; what is still there at its end is cut "
                      + "off. Clients are asked to come back spread over as long a time, at least "
                      + "1 s.",
              standard = "15s",
              min = "0s",
              max = "1h")
          Duration drain,
      @Setting(
              means =
                  "What `belfry serve` logs to standard error: lines of this level or graver. "
                      + "`debug` adds each refusal. A program that embeds the server configures "
                      + "its own logging, which this does not touch.",
              standard = "info")
          LogLevel logLevel,
      @Setting(
              means =
                  "How `belfry serve` writes its lines: `text` for people, `json` with an object "
                      + "in each line.",
              standard = "text")
          LogFormat logFormat,
      @Setting(
              means =
                  "Log a line for each request, and one for each WebSocket and event stream that "
                      + "ends: client, method, path, status, bytes, time, close code. The "
                      + "logger is called `dev.belfry.access`.",
              standard = "false")
          boolean accessLog) {}

  /// A second listener, if there is one.
  public record Admin(
      @Setting(
              means = "The TCP port to listen on; 0 takes one that is free. Without it, none.",
              min = "0",
              max = "65535")
          Optional<Integer> port,
      @Setting(means = "The address to listen on, or a name of it.", standard = "127.0.0.1")
          Host host) {}

  /// How TLS is spoken, if it is.
  public record Tls(
      @Setting(
              means =
                  "The file of the certificate and those that it rests on, in PEM. When it "
                      + "changes, `belfry serve` takes it for new connections.")
          Optional<Path> certificate,
      @Setting(means = "The file of its private key, in PEM (PKCS #8), without a password.")
          Optional<Path> key,
      @Setting(
              means =
                  "Whether clients that can are spoken to by HTTP/2, which carries a hundred "
                      + "event streams of a browser on one connection.",
              standard = "true")
          boolean http2) {
    /// Whether it is spoken.
    public boolean configured() {
      return certificate.isPresent() && key.isPresent();
    }
  }

  /// The WebSocket side of a connection.
  public record WebSocket(
      @Setting(
              means =
                  "Compress messages (permessage-deflate) for clients that offer it. A message is "
                      + "compressed once for all of them.",
              standard = "true")
          boolean compression) {}

  /// How durable channels are stored.
  public record Store(
      @Setting(
              means =
                  "The database of several nodes, such as "
                      + "`postgresql://belfry:secret@db/belfry`. Without it, durable channels are "
                      + "kept by SQLite in the folder `data`, for one node. With it and without "
                      + "`redis.url`, channels that are not durable are shared by it too.")
          Optional<EngineUrl> url,
      @Setting(
              means =
                  "The same database past a pooler of transactions, such as PgBouncer, where "
                      + "`store.url` leads through one. Nodes listen and update the schema there.")
          Optional<EngineUrl> directUrl,
      @Setting(
              means = "Within which time the database answers, or a publish is answered 503.",
              standard = "2s",
              min = "100ms",
              max = "30s")
          Duration timeout,
      @Setting(
              means =
                  "What an acknowledged publish survives. `full` waits for the disk: also a loss "
                      + "of power. `os` leaves it to the operating system: the end of the process, "
                      + "however sudden, but not of the machine.",
              standard = "full")
          Sync sync,
      @Setting(
              means =
                  "Newest messages of all durable channels that are kept in memory too, for those "
                      + "who listen live. Beyond it the channel that was used least recently is "
                      + "read from disk.",
              standard = "3% up to 32MiB",
              min = "1MiB",
              max = "64GiB")
          MemoryShare tails,
      @Setting(
              means = "Publishes that wait to be stored. Beyond it a publish is answered 503.",
              standard = "10000",
              min = "1",
              max = "1000000")
          int appendsWaiting,
      @Setting(
              means =
                  "The same, as the size of their data. It is a part of what `limits.incoming` "
                      + "bounds, and never less than the largest message.",
              standard = "12% up to 32MiB",
              min = "16MiB",
              max = "16GiB")
          MemoryShare appendsWaitingBytes,
      @Setting(
              means = "Threads that read from disk, for clients who catch up and for history.",
              standard = "2",
              min = "1",
              max = "64")
          int readers) {}

  /// Redis, or what speaks its protocol.
  public record Redis(
      @Setting(
              means =
                  "Where it is: `redis://user:secret@host:6379`, "
                      + "`redis-sentinel://host1,host2,host3#name` with all sentinels, or "
                      + "`redis-cluster://host1,host2`; with TLS, `rediss` in place of `redis`. "
                      + "With it, channels that are not durable are kept there, and shared by all "
                      + "nodes that have the same; version 6.2 or newer.")
          Optional<EngineUrl> url,
      @Setting(
              means =
                  "File of the certificates, in PEM, that vouch for the servers where the URL asks "
                      + "for TLS. Without it, those that Java trusts.")
          Optional<Path> trust,
      @Setting(
              means = "What all keys begin with, so that several systems may share a server.",
              standard = "belfry:")
          String prefix,
      @Setting(
              means =
                  "How many replicas have a message before its publish is answered. Without any, "
                      + "a failover may lose what was answered a moment before.",
              standard = "0",
              min = "0",
              max = "10")
          int waitReplicas,
      @Setting(
              means = "Within which time it answers, or a publish is answered 503.",
              standard = "2s",
              min = "100ms",
              max = "30s")
          Duration timeout) {}

  /// What a channel keeps.
  public record History(
      @Setting(
              means = "Messages; 0 keeps none, and then nobody can resume.",
              standard = "1000",
              min = "0",
              max = "1000000")
          int count,
      @Setting(
              means = "Size of the messages, with 200 bytes for each beside its data.",
              standard = "1MiB",
              min = "1KiB",
              max = "1GiB")
          DataSize bytes,
      @Setting(
              means = "Age of a message since its publish.",
              standard = "1h",
              min = "1s",
              max = "365d")
          Duration age) {}

  /// The configuration in which nobody decided anything.
  public static ServerConfig defaults() {
    return of(Map.of());
  }

  /// The defaults but for some keys, written as on the command line: `Map.of("server.port", "0")`.
  ///
  /// @throws IllegalArgumentException naming every problem, where there is one
  public static ServerConfig of(Map<String, String> settings) {
    return switch (ConfigLoader.loadWithoutFile(settings)) {
      case ConfigOutcome.Loaded loaded -> loaded.config();
      case ConfigOutcome.Invalid invalid ->
          throw new IllegalArgumentException(ConfigText.render(invalid));
    };
  }

  /// What holds for each channel.
  public ChannelPolicies channelPolicies() {
    var otherwise =
        new ChannelPolicy(false, keptInMemory(), standard(), standard(), true, Presence.FALSE);
    return new ChannelPolicies(channels.stream().map(this::policyRule).toList(), otherwise);
  }

  /// What holds where no rule says who may.
  private Access standard() {
    return auth.configured() ? Access.TOKEN : Access.ANYONE;
  }

  private ChannelPolicies.Rule policyRule(ChannelRule rule) {
    var policy =
        new ChannelPolicy(
            rule.durable(),
            keptBy(rule),
            rule.publish().orElse(standard()),
            rule.subscribe().orElse(standard()),
            rule.echo(),
            rule.presence());
    return new ChannelPolicies.Rule(rule.match(), policy);
  }

  private ChannelPolicy.History keptBy(ChannelRule rule) {
    return rule.history().over(rule.durable() ? DURABLE_HISTORY : keptInMemory());
  }

  private ChannelPolicy.History keptInMemory() {
    return new ChannelPolicy.History(history.count(), history.bytes().bytes(), history.age());
  }
}
