package io.barrel.p2p.security;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and directories that belong to the node alone: directories have mode 0700, files 0600 from the moment they
 * exist, and a file is replaced as a whole or not at all. Safe for use by any thread as long as no two write the same
 * file. Where the file system knows no modes (Windows) the rights of the data directory are what protects it, and nothing
 * here checks them.
 */
public final class SecureFiles {

    /** Ends the name of a file that is being written; such a file left by a crash means nothing. */
    static final String TEMPORARY = ".tmp";

    private static final Logger log = LoggerFactory.getLogger(SecureFiles.class);
    private static final Set<PosixFilePermission> OF_OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int STICKY = 01000;

    private final FileSteps steps;

    /** Files of this platform's file system. */
    public SecureFiles() {
        this(DiskSteps.ofPlatform());
    }

    SecureFiles(FileSteps steps) {
        this.steps = steps;
    }

    /**
     * Makes sure a directory is there and open to its owner only. One that others can enter is closed to them, with a
     * warning. Missing parents are made, too.
     *
     * @throws NodeStartException if it cannot be made ({@code DIRECTORY_NOT_WRITABLE}), or if it is open to others and
     *     cannot be closed to them or is meant to be shared ({@code TOO_PERMISSIVE})
     */
    public void openDirectory(Path directory) {
        try {
            createMissing(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The directory " + directory + " cannot be made: " + reason(e) + ".",
                    "Make it yourself, owned by the user the node runs as and with mode 0700, or configure another one.",
                    e);
        }
        if (steps.posix()) {
            closeToOthers(directory);
        }
    }

    private void createMissing(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createMissing(parent);
        }
        try {
            steps.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(directory)) {
                return; // somebody made it meanwhile
            }
            throw new FileSystemException(directory.toString(), null, "the name is taken by something else");
        }
        if (parent != null) {
            steps.forceDirectory(parent);
        }
    }

    private void closeToOthers(Path directory) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            if (OF_OWNER.containsAll(permissions)) {
                return;
            }
            if (isSticky(directory)) {
                throw new NodeStartException(
                        Kind.TOO_PERMISSIVE,
                        "The directory " + directory
                                + " is made to be shared (its sticky bit is set), so no secret can be" + " kept in it.",
                        "Configure a directory that belongs to this node alone.",
                        null);
            }
            steps.restrict(directory);
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .log("The directory was open to others (mode {}); its mode is 0700 now", octal(permissions));
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.TOO_PERMISSIVE,
                    "The directory " + directory + " is open to others and cannot be closed to them: " + reason(e)
                            + ".",
                    "Run, as its owner: chmod 700 " + quoted(directory),
                    e);
        }
    }

    /** A directory like {@code /tmp}; closing it to others would break their host. */
    private static boolean isSticky(Path directory) throws IOException {
        return directory.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((Integer) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }

    /**
     * What a file holds.
     *
     * @param maxBytes the most it may hold
     * @return empty if there is no such file
     * @throws NodeStartException {@code UNREADABLE_FILE} if it cannot be read, holds more, or is no plain file
     */
    public Optional<byte[]> read(Path file, int maxBytes) {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(readBounded(file, maxBytes));
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " cannot be read: " + reason(e) + ".",
                    "Make it readable for the user the node runs as, or restore it from a backup.",
                    e);
        }
    }

    /**
     * As {@link #read}, of a file that nobody but its owner may read or write.
     *
     * @throws NodeStartException also {@code TOO_PERMISSIVE} if others may
     */
    public Optional<byte[]> readSecret(Path file, int maxBytes) {
        Optional<byte[]> content = read(file, maxBytes);
        if (content.isPresent() && steps.posix()) {
            requireSecret(file);
        }
        return content;
    }

    private static void requireSecret(Path file) {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The mode of " + file + " cannot be read: " + reason(e) + ".",
                    "Make the file readable for the user the node runs as.",
                    e);
        }
        if (!OF_OWNER.containsAll(permissions)) {
            throw new NodeStartException(
                    Kind.TOO_PERMISSIVE,
                    "The secret file " + file + " is open to others: its mode is " + octal(permissions) + ".",
                    "Run: chmod 600 " + quoted(file) + " (and rotate the key if others may have read it).",
                    null);
        }
    }

    /**
     * Replaces a file as a whole, with mode 0600: after a crash it holds the old content or the new. Durable on return.
     *
     * @throws IOException if it could not be written; the file then holds the old content, or the new if only the last
     *     step failed, which is to wait for the disk
     */
    public void write(Path file, byte[] content) throws IOException {
        Path temporary = sibling(file, TEMPORARY);
        try {
            stage(temporary, content);
            steps.rename(temporary, file);
            forceDirectory(file);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    /**
     * Opens a file to be locked and written, making it with mode 0600 if it is missing.
     *
     * @throws IOException if it cannot be opened
     */
    public FileChannel openLockFile(Path file) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                steps.create(file);
            } catch (FileAlreadyExistsException e) {
                log.atDebug().addKeyValue("file", file).log("Another process made the lock file first");
            }
        }
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes a file that has no meaning yet, replacing a leftover of that name; its content is durable on return. */
    void stage(Path file, byte[] content) throws IOException {
        delete(file);
        steps.create(file);
        steps.write(file, content);
        steps.force(file);
    }

    void rename(Path from, Path to) throws IOException {
        steps.rename(from, to);
    }

    /** Deletes what is there; the deletion is durable only after {@link #forceDirectory}. */
    boolean delete(Path path) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        steps.delete(path);
        return true;
    }

    /** Deletes on the way out of a failure; a second failure is added to the first. */
    void deleteAfter(IOException failure, Path... paths) {
        for (Path path : paths) {
            try {
                delete(path);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    void createDirectory(Path directory) throws IOException {
        steps.createDirectory(directory);
    }

    /** Makes the names beside that file durable. */
    void forceDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            steps.forceDirectory(directory);
        }
    }

    static byte[] readBounded(Path file, int maxBytes) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is not a plain file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new FileSystemException(file.toString(), null, "it holds more than " + maxBytes + " bytes");
            }
            return content;
        }
    }

    static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** What went wrong, without the path that the sentence around it has already. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e instanceof AccessDeniedException
                ? "access is denied"
                : e.getClass().getSimpleName() + " " + e.getMessage();
    }

    static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private static String octal(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : PosixFilePermission.values()) { // in the order of the bits
            mode = (mode << 1) | (permissions.contains(permission) ? 1 : 0);
        }
        return String.format("0%03o", mode);
    }
}
