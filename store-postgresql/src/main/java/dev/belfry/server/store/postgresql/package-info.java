/// Channels that several nodes share, kept in PostgreSQL: durable ones in logged tables, the others
/// in unlogged ones. Statements are functions of the schema, each a transaction of its own.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.postgresql;
