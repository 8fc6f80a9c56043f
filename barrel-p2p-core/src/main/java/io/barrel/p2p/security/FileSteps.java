package io.barrel.p2p.security;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The single changes that are made to a file system, each one a place where a process or a machine can die. Tests put a
 * dying one here.
 */
interface FileSteps {

    /** Whether the file system knows owners and modes. */
    boolean posix();

    /** Makes a directory of mode 0700; fails if the name is taken. */
    void createDirectory(Path directory) throws IOException;

    /** Gives a directory the mode 0700. */
    void restrict(Path directory) throws IOException;

    /** Makes an empty file that has the mode 0600 from its first moment; fails if the name is taken. */
    void create(Path file) throws IOException;

    /** Writes the content of a file just created. */
    void write(Path file, byte[] content) throws IOException;

    /** Waits until the content of a file is on the disk. */
    void force(Path file) throws IOException;

    /** Gives a file or directory another name in the same directory, replacing a file of that name, all at once. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory. */
    void delete(Path path) throws IOException;

    /** Waits until the names in a directory are on the disk. */
    void forceDirectory(Path directory) throws IOException;
}
