/// API keys of backends: how they look, which there are, and the file that they are read from again
/// when it changes.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.key;
