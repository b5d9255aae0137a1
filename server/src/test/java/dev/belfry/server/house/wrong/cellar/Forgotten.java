package dev.belfry.server.house.wrong.cellar;

/// Wrong: public, and nobody names it.
public record Forgotten(String name) {}
