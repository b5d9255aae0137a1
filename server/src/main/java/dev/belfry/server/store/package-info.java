/// What the stores share: a channel's log goes to the store that its policy asks for, and messages
/// in memory lie in chunks, whoever keeps them.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store;
