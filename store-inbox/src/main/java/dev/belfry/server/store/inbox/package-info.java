/// The inboxes in SQL, for any database that a store has: tables, transactions, long work. What is
/// seen of them is put together by `inbox.view`.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.store.inbox;
