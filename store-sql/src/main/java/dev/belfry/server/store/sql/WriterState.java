package dev.belfry.server.store.sql;

/// What the writer owns beside the database, as its tasks use it.
record WriterState(
    Channels channels, Retention retention, DueMessages dueMessages, TaskQueue queue) {}
