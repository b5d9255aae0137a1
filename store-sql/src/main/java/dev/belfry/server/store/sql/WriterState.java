package dev.belfry.server.store.sql;

import dev.belfry.server.runtime.FaultGuard;

/// What the writer owns beside the database, as its tasks use it.
///
/// @param answers takes the steps with which the writer answers, each for itself
record WriterState(
    Channels channels,
    Retention retention,
    DueMessages dueMessages,
    TaskQueue queue,
    CommitFigures figures,
    FaultGuard answers) {}
