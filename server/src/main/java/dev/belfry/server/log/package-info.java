/// The seam to what keeps messages. A channel is a log with one owner that appends; all that a
/// subscriber gets, live or late, is read from it.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.log;
