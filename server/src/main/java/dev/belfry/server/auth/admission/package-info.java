/// From what a client brings to who it is: which of tokens, keys, tickets and the application's
/// answer counts, and whether what admitted somebody still stands.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.auth.admission;
