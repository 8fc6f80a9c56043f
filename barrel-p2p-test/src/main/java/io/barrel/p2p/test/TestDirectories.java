package io.barrel.p2p.test;

import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The data directories of a cluster: in memory where the platform has that, for nodes wait for the disk at every pin. */
final class TestDirectories {

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path base;

    private TestDirectories(Path base) {
        this.base = base;
    }

    static TestDirectories create() {
        String prefix = "barrel-p2p-test";
        try {
            return new TestDirectories(
                    Files.isWritable(MEMORY)
                            ? Files.createTempDirectory(MEMORY, prefix)
                            : Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for the data of test nodes", e);
        }
    }

    Path of(NodeId node) {
        return base.resolve(node.value());
    }

    /** Deletes everything; does nothing if that was done. */
    void close() {
        if (!Files.exists(base)) {
            return;
        }
        try (Stream<Path> files = Files.walk(base)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The data of test nodes could not be deleted", e);
        }
    }
}
