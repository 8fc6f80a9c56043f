package io.barrel.p2p.engine;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The right to use a data directory, held by one node of one process until closed, or until the process dies. */
final class DirectoryLock implements AutoCloseable {

    static final String FILE = "lock";

    // POSIX drops all locks of a process on a file as soon as it closes any descriptor of that file. So a second node
    // in this
    // JVM must be turned away before it opens the file, and a channel that met a lock of this JVM must stay open.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
    private static final Queue<FileChannel> KEPT_OPEN = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param directory an existing directory
     * @throws NodeStartException if it is taken
     * @throws IOException if the lock file cannot be opened
     */
    static DirectoryLock take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD.add(real)) {
            throw taken(directory, "another node of this process", null);
        }
        boolean held = false;
        try {
            DirectoryLock lock = new DirectoryLock(real, locked(real));
            held = true;
            return lock;
        } finally {
            if (!held) {
                HELD.remove(real);
            }
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by another copy of this class, loaded by another class loader.
            KEPT_OPEN.add(channel);
            throw taken(directory, "another node of this process", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw taken(directory, "another process", null);
    }

    private static NodeStartException taken(Path directory, String holder, @Nullable Throwable cause) {
        return new NodeStartException(
                Kind.DATA_DIRECTORY_LOCKED,
                "The data directory " + directory + " is in use by " + holder + ".",
                "Stop the node that uses it, or give this one a directory of its own with barrel.p2p.data-dir.",
                cause);
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(directory);
            }
        }
    }
}
