/// The load generator: opens many listening connections to any server that broadcasts, publishes
/// marked messages through one publisher, and counts each delivery. [Bench] runs a [BenchPlan].
///
/// Messages carry a mark with their time and number, and received bytes are only scanned for marks,
/// so that framing, batching and envelopes of any protocol are counted alike and cheaply.
@org.jspecify.annotations.NullMarked
package dev.belfry.cli.bench;
