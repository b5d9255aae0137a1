package dev.belfry.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who may come in, and how they say who they are.
public record Auth(
    @Setting(
            means =
                "Keys that the signatures of tokens (JWT) are checked with. Several are taken, so "
                    + "that one can follow another: add the new one, sign with it, and take the "
                    + "old one out when its last token has expired. A rule is a `secret`, a `key` "
                    + "or a `jwks`.")
        List<TokenRule> tokens,
    @Setting(
            means =
                "Who must have issued a token: its `iss`. Must be there where a rule of `tokens` "
                    + "has `jwks`.")
        Optional<String> issuer,
    @Setting(
            means =
                "Whom a token must be for: one of its `aud`. Must be there where a rule of "
                    + "`tokens` has `jwks`. Without it, a token that has an `aud` is refused.")
        Optional<String> audience,
    @Setting(
            means = "How far the clocks of the issuer and this server may differ.",
            standard = "30s",
            min = "0s",
            max = "5m")
        Duration leeway,
    @Setting(means = "Ask the application who is there.") Callback callback,
    @Setting(
            means =
                "The file of the API keys, which `belfry key` writes. It holds hashes only. The "
                    + "server reads it again when it changes.")
        Optional<Path> keys) {

  /// Whether anybody can be somebody here.
  public boolean configured() {
    return !tokens.isEmpty() || callback.url().isPresent() || keys.isPresent();
  }

  /// A key, or a set of them, for tokens.
  public record TokenRule(
      @Setting(
              means =
                  "How tokens are signed that `secret` or `key` checks. A token that says "
                      + "otherwise is refused.")
          Optional<TokenAlgorithm> algorithm,
      @Setting(
              means =
                  "For `HS256`: what signer and server share. Better given as a variable than "
                      + "written in the file.")
          Optional<Secret> secret,
      @Setting(means = "For the others: the file of the public key, in PEM.") Optional<Path> key,
      @Setting(
              means =
                  "The name of the key. With it, it checks only tokens whose `kid` is this, or "
                      + "that have none.")
          Optional<String> kid,
      @Setting(
              means =
                  "Where the issuer publishes its keys, by https. A new key is found when a token "
                      + "names it; one that is withdrawn ends what it admitted within ten minutes.")
          Optional<URI> jwks,
      @Setting(means = "How tokens may be signed that the keys of `jwks` check.")
          List<TokenAlgorithm> algorithms,
      @Setting(
              means =
                  "Whether `jwks` may be on this machine or in a private network, where it may "
                      + "also be `http`.",
              standard = "false")
          boolean privateAddresses) {}

  /// Asking the application.
  public record Callback(
      @Setting(
              means =
                  "Where to POST the question. The answer is who the client is and what they may "
                      + "do, or 401 or 403.")
          Optional<URI> url,
      @Setting(
              means =
                  "What the question is signed with, so that the application knows who asks. Must "
                      + "be there with `url`.")
          Optional<Secret> secret,
      @Setting(
              means =
                  "How long the application may take. Then the client is told to come back: 503.",
              standard = "2s",
              min = "100ms",
              max = "30s")
          Duration timeout,
      @Setting(
              means = "Headers of the client's request that the application is sent.",
              standard = "Cookie, Authorization")
          List<String> forward,
      @Setting(
              means = "Questions at once. Beyond it clients are told to come back: 503.",
              standard = "64",
              min = "1",
              max = "10000")
          int concurrent,
      @Setting(
              means = "Answers that are remembered, each for its `ttl`.",
              standard = "10000",
              min = "1",
              max = "1000000")
          int remembered) {}
}
