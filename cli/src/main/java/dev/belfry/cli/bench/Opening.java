package dev.belfry.cli.bench;

/// How the connections were opened.
///
/// @param asked how many were to be opened
/// @param open how many are
/// @param before what the server had used before
/// @param after what it has used with all of them open and idle
record Opening(int asked, int open, long nanos, ProcessUsage before, ProcessUsage after) {}
