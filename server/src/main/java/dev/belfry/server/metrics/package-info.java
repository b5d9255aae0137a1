/// What is measured, as Prometheus and OpenMetrics read it: the only room that names their library.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.metrics;
