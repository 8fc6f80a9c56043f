package io.barrel.p2p.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives every process that runs in one directory a number of its own, the lowest that is free: {@code sample.slot} names its
 * data directory, {@code sample.port} its HTTP port (see {@code application.yaml}). A file lock held to the end of the process
 * makes the number exclusive, also among processes started at the same instant; a node started again gets its slot back
 * and with it its identity.
 */
final class FreeSlot implements EnvironmentPostProcessor, Ordered {

    private static final int SLOTS = 100;
    private static final int FIRST_PORT = 8080;
    private static final int LAST_PORT = 65_535;

    /** Locks of this process: reachable, so that no channel is closed by the garbage collector. */
    private static final List<FileLock> HELD = new CopyOnWriteArrayList<>();

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        int slot = claim(Path.of(environment.getRequiredProperty("sample.directory")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "freeSlot", Map.of("sample.slot", slot, "sample.port", freePort(FIRST_PORT + slot))));
    }

    /** The lowest free slot of a directory, held until this process ends. */
    static int claim(Path directory) {
        try {
            Files.createDirectories(directory);
            for (int slot = 0; slot < SLOTS; slot++) {
                FileLock lock = tryLock(directory.resolve("node-" + slot + ".lock"));
                if (lock != null) {
                    HELD.add(lock);
                    return slot;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use sample.directory=" + directory.toAbsolutePath(), e);
        }
        throw new IllegalStateException("All " + SLOTS + " slots of " + directory.toAbsolutePath() + " are in use");
    }

    /** The port, or if another program has it the first free one a multiple of 100 above: no other slot's first choice. */
    static int freePort(int first) {
        for (int port = first; port <= LAST_PORT; port += SLOTS) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free TCP port among " + first + ", " + (first + SLOTS) + ", …");
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }
}
