package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process holds.
 *
 * @param heap bytes that are in use after a collection
 * @param direct bytes of direct buffers, the JDK's and Netty's
 */
record Memory(long heap, long direct) {

    static Memory now() {
        System.gc();
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Memory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                buffers + Math.max(0, PlatformDependent.usedDirectMemory()));
    }

    Memory assertNoMoreThan(Memory before, long growth) {
        assertThat(heap).as("heap, before %d", before.heap).isLessThan(before.heap + growth);
        assertThat(direct).as("direct memory, before %d", before.direct).isLessThan(before.direct + growth);
        return this;
    }
}
