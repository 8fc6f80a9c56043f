package io.barrel.p2p.engine;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.security.SecureFiles;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a node keeps who it is: its lock, its derived name ({@code node.name}) and its state
 * ({@code node.state}: name, last incarnation, high water of the hybrid clock). Used by one node at a time.
 *
 * <p>Blocks on the disk. Safe for use by any thread.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String NAME_FILE = "node.name";
    private static final String STATE_FILE = "node.state";
    private static final int MAX_BYTES = 1_024;

    private final Path path;
    private final AtomicWriter writer;
    private final DirectoryLock lock;
    private @Nullable NodeStateFile state;

    private DataDirectory(Path path, AtomicWriter writer, DirectoryLock lock) {
        this.path = path;
        this.writer = writer;
        this.lock = lock;
    }

    /**
     * Makes the directory if it is missing, readable by its owner only, and locks it. An existing directory keeps its
     * permissions.
     *
     * @throws NodeStartException if it is locked, cannot be written, or holds a damaged state
     */
    public static DataDirectory open(Path path) {
        return open(path, new SecureFiles()::write);
    }

    static DataDirectory open(Path path, AtomicWriter writer) {
        DirectoryLock lock;
        try {
            create(path);
            lock = DirectoryLock.take(path);
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        DataDirectory directory = new DataDirectory(path, writer, lock);
        boolean opened = false;
        try {
            directory.state = directory.readState();
            opened = true;
            return directory;
        } finally {
            if (!opened) {
                directory.close();
            }
        }
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /**
     * The node's name. A configured name wins and leaves {@code node.name} alone, so that taking it out of the configuration
     * brings the derived name back. A derived name is derived once, on disk before this returns, and kept.
     *
     * @throws NodeStartException if {@code node.name} is damaged or cannot be written, or if the directory's state belongs to
     *     a node of another name
     */
    public synchronized NodeId nodeName(Optional<NodeId> configured, Supplier<NodeId> derived) {
        NodeId name = configured.isPresent() ? configured.get() : keptName(derived);
        checkOwner(name);
        return name;
    }

    /** A stamp that no stamp of an earlier run exceeds, as far as it was saved; 0 at the first start. */
    public synchronized long highWater() {
        return state == null ? 0 : state.highWater();
    }

    /** The incarnation this node runs as, or last ran as; 0 at the first start. */
    synchronized long incarnation() {
        return state == null ? 0 : state.incarnation();
    }

    /**
     * Begins a new incarnation: the greater of the clock and the last incarnation plus one, on disk before this returns.
     *
     * @param self this node's name
     * @param hlcNow a fresh stamp of the hybrid clock, already advanced to {@link #highWater}
     * @throws NodeStartException if it cannot be written, or if the directory's state belongs to a node of another name
     */
    public synchronized long nextIncarnation(NodeId self, long hlcNow) {
        checkOwner(self);
        long next = Math.max(hlcNow, incarnation() + 1);
        try {
            save(new NodeStateFile(self, next, Math.max(highWater(), hlcNow)));
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        return next;
    }

    /**
     * Outdoes an incarnation of this node that was heard from others: runs on as that plus one, on disk before this returns.
     * Changes nothing if this node's is greater already.
     *
     * @return the incarnation to run as
     * @throws MalformedInputException if nothing comes after {@code heard}
     * @throws IOException if it cannot be written
     */
    synchronized long adoptIncarnation(long heard) throws IOException {
        NodeStateFile current = running();
        if (heard >= Long.MAX_VALUE - 1) {
            throw new MalformedInputException("no incarnation comes after " + heard);
        }
        if (heard >= current.incarnation()) {
            save(new NodeStateFile(current.name(), heard + 1, current.highWater()));
        }
        return incarnation();
    }

    /**
     * Keeps a high water of the hybrid clock for the next start, on disk when this returns. Does nothing if a greater one is
     * kept.
     *
     * @throws IOException if it cannot be written
     */
    synchronized void saveHighWater(long stamp) throws IOException {
        NodeStateFile current = running();
        if (stamp > current.highWater()) {
            save(new NodeStateFile(current.name(), current.incarnation(), stamp));
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of " + path + " could not be released", e);
        }
    }

    private NodeStateFile running() {
        if (state == null) {
            throw new IllegalStateException("no incarnation has begun");
        }
        return state;
    }

    private void save(NodeStateFile next) throws IOException {
        writer.write(path.resolve(STATE_FILE), next.format());
        state = next;
    }

    private void checkOwner(NodeId name) {
        if (state != null && !state.name().equals(name)) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The data directory " + path + " belongs to node " + state.name() + ", not to " + name + ".",
                    "Set barrel.p2p.node-name to " + state.name() + ", or give " + name
                            + " a directory of its own with barrel.p2p.data-dir.",
                    null);
        }
    }

    private NodeId keptName(Supplier<NodeId> derived) {
        Path file = path.resolve(NAME_FILE);
        String text = read(file);
        if (text != null) {
            try {
                return NodeId.of(text.stripTrailing());
            } catch (MalformedInputException e) {
                throw damaged(file, e);
            }
        }
        NodeId name = derived.get();
        try {
            writer.write(file, (name.value() + '\n').getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw notWritable(path, e);
        }
        return name;
    }

    private @Nullable NodeStateFile readState() {
        Path file = path.resolve(STATE_FILE);
        String text = read(file);
        try {
            return text == null ? null : NodeStateFile.parse(text);
        } catch (MalformedInputException e) {
            throw damaged(file, e);
        }
    }

    private static @Nullable String read(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new MalformedInputException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | MalformedInputException e) {
            throw damaged(file, e);
        }
    }

    private static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(path, ownerOnly);
    }

    private static NodeStartException damaged(Path file, Exception cause) {
        return new NodeStartException(
                Kind.UNREADABLE_FILE,
                "The file " + file + " cannot be read: " + cause.getMessage() + ".",
                "Restore it from a backup, or delete it if this node may start as a new one.",
                cause);
    }

    private static NodeStartException notWritable(Path path, IOException cause) {
        return new NodeStartException(
                Kind.DIRECTORY_NOT_WRITABLE,
                "The data directory " + path + " cannot be made or written: " + cause + ".",
                "Let the user this process runs as write there, or name another directory with barrel.p2p.data-dir.",
                cause);
    }
}
