/// Microbenchmarks of what runs once for each message or each delivery.
@org.jspecify.annotations.NullMarked
package dev.belfry.bench;
