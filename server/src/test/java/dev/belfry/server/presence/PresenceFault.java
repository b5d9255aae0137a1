package dev.belfry.server.presence;

/// What is wrong in a simulation that has to find it.
enum PresenceFault {
  NONE,
  /// A batch that comes late is taken all the same.
  LATE_BATCHES_COUNT,
  /// No node finds out that its lease, or what the engine had, was lost.
  LOST_LEASES_ARE_HIDDEN,
  /// Nodes do not say how far they are, so a lost hint is not found.
  LOST_HINTS_STAY_LOST
}
