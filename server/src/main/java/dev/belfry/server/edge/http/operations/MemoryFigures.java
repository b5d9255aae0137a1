package dev.belfry.server.edge.http.operations;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import tools.jackson.databind.node.ObjectNode;

/// What of the process's memory is used, in bytes.
record MemoryFigures(long heapUsed, long heapMax, long directUsed, long directMax) {
  static MemoryFigures now() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new MemoryFigures(
        heap.getUsed(),
        heap.getMax(),
        Math.max(pools, PlatformDependent.usedDirectMemory()),
        PlatformDependent.maxDirectMemory());
  }

  void writeTo(ObjectNode object) {
    object.putObject("heap").put("used", heapUsed).put("max", heapMax);
    object.putObject("direct").put("used", directUsed).put("max", directMax);
  }
}
