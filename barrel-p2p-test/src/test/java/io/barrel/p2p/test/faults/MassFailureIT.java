package io.barrel.p2p.test.faults;

import io.barrel.p2p.test.faults.NodeLog.Explained;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve nodes, more than a view holds: half of them, then all of them, fail at once. */
class MassFailureIT {

    private static final int NODES = 12;
    private static final List<Integer> HALF = List.of(1, 3, 5, 7, 9, 11);
    private static final List<Integer> REST = List.of(2, 4, 6, 8, 10, 12);
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private Cluster cluster;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        Namespaces.assumePermitted();
        cluster = new Cluster(NODES, directory, Convergence.DIRECTORY.resolve("twelve"), Pace.TEST);
        restartAll("start of all at once");
        cluster.assertLogsExplained(List.of(Cluster.STARVED_HANDSHAKE));
    }

    @AfterEach
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void survivorsFindEachOtherAndSoDoAllAfterARestart() {
        cluster.kill(HALF);
        Convergence.add(
                "half killed at once", NODES, "overlay of the survivors sound", cluster.awaitNone(Overlay::faults));
        Convergence.add("half killed at once", NODES, "every roster right", cluster.awaitRosters());
        cluster.everyoneHearsEveryoneOnce();
        cluster.noFaultLasts(SETTLED);
        cluster.assertLogsExplained(List.of(handshakeWithOneOf(HALF), Cluster.GIVEN_UP_DIAL));

        cluster.kill(REST);
        cluster.markLogs();
        restartAll("restart of all at once, after all were killed");
        cluster.awaitRosters();
        cluster.everyoneHearsEveryoneOnce();
        cluster.noFaultLasts(SETTLED);
        cluster.assertLogsExplained(List.of(Cluster.STARVED_HANDSHAKE));
    }

    /** After the overlay is sound, nodes still make links to keep spares; kills hit such handshakes too. */
    private Explained handshakeWithOneOf(List<Integer> victims) {
        String addresses = victims.stream()
                .map(number -> Pattern.quote(cluster.network().host(number).address()))
                .collect(Collectors.joining("|"));
        return new Explained(
                "HandshakeLog .*handshake-timeout expired.* address=\"(" + addresses + "):",
                "the peer was killed in the middle of the handshake");
    }

    private void restartAll(String scenario) {
        long begin = System.nanoTime();
        cluster.startAll();
        cluster.awaitNone(Overlay::faults);
        Convergence.add(
                scenario,
                NODES,
                "overlay sound, JVM starts included",
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
}
