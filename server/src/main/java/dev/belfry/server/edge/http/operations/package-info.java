/// What is for those who run the server: figures, and the channels that it knows.
@org.jspecify.annotations.NullMarked
package dev.belfry.server.edge.http.operations;
