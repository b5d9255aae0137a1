/// Channel names, the patterns that match them, and the policies that follow from a match.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.channel;
