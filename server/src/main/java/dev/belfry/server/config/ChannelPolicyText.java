package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import java.util.Optional;

/// The policy that holds for one channel, as text for a person: which rule matched, and behind each
/// value where it came from.
public final class ChannelPolicyText {
  private static final String RESERVED = "the server's own: its name begins with @";

  private final ConfigOutcome.Loaded loaded;
  private final ChannelName channel;
  private final ChannelPolicy policy;

  /// The key of the rule that matched; empty where none did.
  private final Optional<String> ruleKey;

  private final StringBuilder text = new StringBuilder();

  private ChannelPolicyText(ConfigOutcome.Loaded loaded, ChannelName channel) {
    ChannelPolicies policies = loaded.config().channelPolicies();
    int index = policies.indexOfRule(channel);
    this.loaded = loaded;
    this.channel = channel;
    this.policy = policies.policyFor(channel);
    this.ruleKey = index < 0 ? Optional.empty() : Optional.of("channels[" + index + "]");
    text.append("# ").append(channel).append(": ").append(rule(index)).append('\n');
  }

  /// The policy as YAML.
  public static String render(ConfigOutcome.Loaded loaded, ChannelName channel) {
    var writer = new ChannelPolicyText(loaded, channel);
    writer.write();
    return writer.text.toString();
  }

  private String rule(int index) {
    return ruleKey
        .map(key ->
            "the rule `%s`, %s (%s)"
                .formatted(
                    loaded.config().channels().get(index).match(),
                    key,
                    loaded.origins().of(key + ".match")))
        .orElse("no rule matches");
  }

  private void write() {
    line("", "durable", policy.durable(), originOf("durable"));
    text.append("history:\n");
    ChannelPolicy.History kept = policy.history();
    boolean counted = kept.count() != ChannelPolicy.History.ANY_COUNT;
    line("  ", "count", counted ? kept.count() : "unlimited", historyOrigin("count"));
    line("  ", "bytes", new DataSize(kept.bytesMax()), historyOrigin("bytes"));
    line("  ", "age", kept.age(), historyOrigin("age"));
    access("publish", policy.publish());
    access("subscribe", policy.subscribe());
    line("", "echo", policy.echo(), originOf("echo"));
    line("", "presence", policy.presence(), originOf("presence"));
  }

  private void access(String key, Access access) {
    if (channel.reserved()) {
      line("", key, Access.BACKEND, RESERVED);
    } else {
      line("", key, access, originOf(key));
    }
  }

  private void line(String indent, String key, Object value, Object origin) {
    text.append(indent).append(key).append(": ").append(Kind.print(value));
    text.append("  # ").append(origin).append('\n');
  }

  private Origin originOf(String key) {
    return ruleKey.map(rule -> loaded.origins().of(rule + "." + key)).orElse(Origin.DEFAULT);
  }

  /// Of a key that the rule leaves out: that of `history` at the top, which is for channels in
  /// memory, or the default of durable ones.
  private String historyOrigin(String key) {
    Optional<Origin> own =
        ruleKey.map(rule -> loaded.origins().byKey().get(rule + ".history." + key));
    return own.map(Origin::toString)
        .orElseGet(() ->
            policy.durable()
                ? "default of durable channels"
                : loaded.origins().of("history." + key) + ", history." + key);
  }
}
