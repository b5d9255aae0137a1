/// Logs on disk, in SQLite. One thread writes, in groups: all that waits goes into one transaction,
/// and is answered and delivered after its commit. Reader threads read what is no longer in memory.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.sql;
