/// Keys that an issuer publishes at a URL: fetched from addresses that were checked, remembered,
/// and asked for again when a token names one that is new.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.jwks;
