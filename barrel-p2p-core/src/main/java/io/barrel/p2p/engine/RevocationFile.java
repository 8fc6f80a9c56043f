package io.barrel.p2p.engine;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.revocation.RevocationFileCodec;
import io.barrel.p2p.security.SecureFiles;
import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The file {@code revocations} of a node, replaced as a whole. A damaged one stops the start: it must never make a barred peer welcome.
 * Safe for use by any thread.
 */
public final class RevocationFile {

    private final SecureFiles files;
    private final Path file;
    private long written;

    /** The file of that name in a directory, which must be there before something is written. */
    public RevocationFile(SecureFiles files, Path directory) {
        this.files = files;
        this.file = directory.resolve("revocations");
    }

    /**
     * Reads what was written into an empty book.
     *
     * @throws NodeStartException {@code UNREADABLE_FILE} if it cannot be read, is damaged, or is of another cluster
     */
    public void load(RevocationBook book) {
        try {
            files.read(file, RevocationFileCodec.MAX_BYTES)
                    .ifPresent(content -> RevocationFileCodec.decode(content, book));
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " cannot be used: " + e.getMessage() + ".",
                    "Restore it from a backup, or set cluster-name back; or move it away: other nodes bring back what"
                            + " revokers issued, but nobody what was issued here.",
                    e);
        }
    }

    /**
     * Writes what a book holds by now, unless that is written already. Durable on return; blocks.
     *
     * @throws IOException if it could not be written; the file holds what it held before, or, if only the wait for the disk failed,
     *     what it was to hold
     */
    public synchronized void save(RevocationBook book) throws IOException {
        long changes = book.changes();
        if (changes != written) {
            files.write(file, RevocationFileCodec.encode(book));
            written = changes;
        }
    }
}
