/// Tokens that the application signs for its users: JSON Web Tokens (RFC 7519) in compact
/// serialization (RFC 7515). The only room that names the token library, and that behind
/// [dev.belfry.server.auth.token.SignatureCheck] and the reading of keys: what is no token at all
/// never reaches it.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.token;
