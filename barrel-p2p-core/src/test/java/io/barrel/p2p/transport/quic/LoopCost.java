package io.barrel.p2p.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What a flood costs the node's one loop, in processor time, and those whom it serves meanwhile. Kept as evidence, not judged. */
final class LoopCost {

    private static final Path EVIDENCE = Path.of("target", "attacks.csv");

    /** Bytes that may be on their way: the socket's buffer has room for them. */
    private static final long AHEAD = 64 << 10;

    private static final long GIVE_UP_NANOS = 500_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Siege siege;
    private final String attack;
    private final long thread;
    private final long cpu;
    private final long wall = System.nanoTime();
    private final long received;
    private final int answered;
    private long lost;

    private LoopCost(Siege siege, String attack) {
        this.siege = siege;
        this.attack = attack;
        String name = "barrel-p2p-" + siege.target.port();
        thread = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().equals(name))
                .findFirst()
                .orElseThrow()
                .getThreadId();
        cpu = THREADS.getThreadCpuTime(thread);
        received = siege.node.p2p.transport().bytesReceived();
        answered = siege.caller().answered();
    }

    static LoopCost begin(Siege siege, String attack) {
        return new LoopCost(siege, attack);
    }

    /** Keeps the sender a little ahead of the loop, so that the loop is never without work and hardly a packet is lost. */
    void awaitHandled(long sent) {
        awaitHandled(sent, AHEAD);
    }

    private void awaitHandled(long sent, long ahead) {
        long deadline = System.nanoTime() + GIVE_UP_NANOS;
        for (long missing = missing(sent); missing > ahead; missing = missing(sent)) {
            if (System.nanoTime() > deadline) {
                // The kernel had no room for them.
                lost += missing;
                return;
            }
            LockSupport.parkNanos(50_000);
        }
    }

    private long missing(long sent) {
        return sent - lost - (siege.node.p2p.transport().bytesReceived() - received);
    }

    /** All is sent: writes down what so many packets cost. */
    void end(int packets, long sent) {
        awaitHandled(sent, 0);
        double micros = (THREADS.getThreadCpuTime(thread) - cpu) / 1e3;
        double seconds = (System.nanoTime() - wall) / 1e9;
        String line = String.format(
                Locale.ROOT,
                "%s,%d,%.0f,%.1f,%.0f,%d,%d%n",
                attack,
                packets,
                packets / seconds,
                micros / packets,
                100 * micros / 1e6 / seconds,
                siege.caller().micros(answered, 50),
                siege.caller().micros(answered, 99));
        try {
            Files.createDirectories(EVIDENCE.getParent());
            if (!Files.exists(EVIDENCE)) {
                Files.writeString(
                        EVIDENCE,
                        "attack,packets,packets_per_s,loop_cpu_us_per_packet,loop_cpu_percent,call_p50_us,call_p99_us\n");
            }
            Files.writeString(EVIDENCE, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
