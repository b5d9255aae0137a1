/// Programs that embed the server.
@org.jspecify.annotations.NullMarked
package dev.belfry.examples;
