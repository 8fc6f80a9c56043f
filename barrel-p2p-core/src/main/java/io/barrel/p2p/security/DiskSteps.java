package io.barrel.p2p.security;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The real file system. Where it knows no modes (Windows) files get the rights that their directory hands down, and
 * directories are not forced, which the platform does not offer.
 */
final class DiskSteps implements FileSteps {

    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final boolean posix;

    DiskSteps(boolean posix) {
        this.posix = posix;
    }

    static DiskSteps ofPlatform() {
        return new DiskSteps(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    @Override
    public boolean posix() {
        return posix;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, mode(OWNER_DIRECTORY));
    }

    @Override
    public void restrict(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, OWNER_DIRECTORY);
    }

    @Override
    public void create(Path file) throws IOException {
        Files.createFile(file, mode(OWNER_FILE));
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        Files.write(file, content, StandardOpenOption.WRITE);
    }

    @Override
    public void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private FileAttribute<?>[] mode(Set<PosixFilePermission> permissions) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
