package dev.belfry.server.auth.key;

import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Scopes;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.config.KeyFile.KeyEntry;
import dev.belfry.server.config.KeyHash;
import dev.belfry.server.config.KeyScope;
import dev.belfry.server.config.ScopeRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The API keys there are. Used by every thread; replaced as a whole. Where the entries come from,
/// a file or a store, is not known here.
public final class ApiKeys {
  private volatile Map<String, Known> byId = Map.of();

  private record Known(KeyHash hash, Principal.Backend backend) {}

  /// Takes these keys in place of all others. A key that is not among them is revoked.
  public void replace(List<KeyEntry> entries) {
    Map<String, Known> fresh = new HashMap<>();
    entries.forEach(entry -> fresh.put(entry.id(), new Known(entry.hash(), backend(entry))));
    byId = Map.copyOf(fresh);
  }

  /// Whose key this is; empty where it is none that is known. Takes the same time however much of
  /// it is right.
  public Optional<Principal.Backend> authenticate(String text) {
    return KeyText.parse(text)
        .flatMap(key ->
            Optional.ofNullable(byId.get(key.id()))
                .filter(known -> known.hash().matches(key.digest()))
                .map(Known::backend));
  }

  /// What the key with this id allows now; empty where it was revoked.
  public Optional<Principal.Backend> current(String id) {
    return Optional.ofNullable(byId.get(id)).map(Known::backend);
  }

  private static Principal.Backend backend(KeyEntry entry) {
    Map<KeyScope, ChannelSet> scopes = new EnumMap<>(KeyScope.class);
    for (KeyScope scope : KeyScope.values()) {
      List<ScopeRule> rules =
          entry.scopes().stream().filter(rule -> rule.scope() == scope).toList();
      if (!rules.isEmpty()) {
        scopes.put(scope, channels(rules));
      }
    }
    return new Principal.Backend(
        entry.name(),
        new Scopes(scopes),
        new Principal.Admission(new Credential.Key(entry.id()), Principal.Admission.NEVER));
  }

  private static ChannelSet channels(List<ScopeRule> rules) {
    List<ChannelPattern> patterns = new ArrayList<>();
    for (ScopeRule rule : rules) {
      if (rule.channels().isEmpty()) {
        return ChannelSet.ALL;
      }
      patterns.add(rule.channels().get());
    }
    return ChannelSet.of(Set.of(), patterns);
  }
}
