/// Traces of publishes, for OpenTelemetry: the only package that names its libraries, and loaded
/// only where the environment asks for traces.
@NullMarked
package dev.belfry.cli.tracing;

import org.jspecify.annotations.NullMarked;
