package dev.belfry.server.auth.token;

import java.util.List;

/// Where keys for tokens come from: the configuration, or an issuer over the network.
public interface KeySource {
  /// The keys as they are known now.
  List<TokenKey> keys();

  /// What can be done about a token that no key fits.
  Renewal renew(String kid, Runnable then);

  /// Whether newer keys may come.
  enum Renewal {
    /// No: these are all the keys there are.
    NONE,
    /// `then` is called once, on some thread, when the keys were asked for; they may be the same.
    UNDER_WAY,
    /// Keys could not be had, or too many ask for them: somebody who asks again later may be
    /// luckier.
    FAILING
  }

  /// Keys that stay as they are.
  static KeySource of(List<TokenKey> fixed) {
    List<TokenKey> keys = List.copyOf(fixed);
    return new KeySource() {
      @Override
      public List<TokenKey> keys() {
        return keys;
      }

      @Override
      public Renewal renew(String kid, Runnable then) {
        return Renewal.NONE;
      }
    };
  }
}
