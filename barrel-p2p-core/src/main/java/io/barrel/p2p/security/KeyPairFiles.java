package io.barrel.p2p.security;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private and a public file that only mean something together, replaced together. Not safe for use by several threads.
 *
 * <p>Two files cannot be renamed at once, so a journal decides: the new files are made durable under names ending in
 * {@code .next}, then a journal with their fingerprints is made durable, which is the commit, then both are renamed and the
 * journal is deleted. {@link #recover} finishes what a journal decided and throws away what none did. Whatever a later
 * step builds on is forced to the disk before it, directory entries included, for a disk may keep later changes and lose
 * earlier ones.
 */
final class KeyPairFiles {

    private static final Logger log = LoggerFactory.getLogger(KeyPairFiles.class);

    private static final String NEXT = ".next";
    private static final String JOURNAL = "rotation.journal";
    private final SecureFiles files;
    private final Path directory;
    private final Path secret;
    private final Path open;
    private final Path journal;
    private final KeyBackups backups;
    private final int maxBytes;

    /**
     * The content of both files.
     *
     * @param secret of the private one
     * @param open of the public one
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Pair(byte[] secret, byte[] open) {}

    KeyPairFiles(SecureFiles files, Path directory, String secretName, String openName, int maxBytes) {
        this.files = files;
        this.directory = directory;
        this.secret = directory.resolve(secretName);
        this.open = directory.resolve(openName);
        this.journal = directory.resolve(JOURNAL);
        this.backups = new KeyBackups(files, directory, secretName, openName);
        this.maxBytes = maxBytes;
    }

    Path secretFile() {
        return secret;
    }

    Path openFile() {
        return open;
    }

    /**
     * Brings the directory to the state before or after an interrupted change.
     *
     * @throws NodeStartException if that cannot be done
     */
    void recover() {
        Optional<byte[]> decided = files.read(journal, RotationJournal.MAX_BYTES);
        try {
            if (decided.isPresent()) {
                rollForward(parse(decided.get()));
                log.atInfo().addKeyValue("directory", directory).log("An interrupted change of keys was finished");
            }
            sweep();
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "An interrupted change of keys in " + directory + " cannot be finished: " + SecureFiles.reason(e)
                            + ".",
                    "Make the directory writable for the user the node runs as and start again.",
                    e);
        }
    }

    /**
     * Reads both files.
     *
     * @return empty if there is neither
     * @throws NodeStartException if one cannot be read, is open to others or is missing
     */
    Optional<Pair> load() {
        Optional<byte[]> secretContent = files.readSecret(secret, maxBytes);
        Optional<byte[]> openContent = files.read(open, maxBytes);
        if (secretContent.isPresent() != openContent.isPresent()) {
            throw halfMissing(secretContent.isPresent());
        }
        return secretContent.map(content -> new Pair(content, openContent.orElseThrow()));
    }

    /**
     * Reads both files, or makes them where there is neither.
     *
     * @param what the pair is, for the log
     * @throws NodeStartException as {@link #load}, or if they cannot be written
     */
    Pair loadOrCreate(String what, Supplier<Pair> fresh) {
        Optional<Pair> loaded = load();
        if (loaded.isPresent()) {
            return loaded.get();
        }
        Pair pair = fresh.get();
        try {
            create(pair);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The new " + what + " cannot be written to " + directory + ": " + SecureFiles.reason(e) + ".",
                    "Make the directory writable for the user the node runs as, or configure another one.",
                    e);
        }
        log.atInfo().addKeyValue("file", open).log("Made a new {}", what);
        return pair;
    }

    /** That one of both files is not what it should be. */
    NodeStartException damaged(Path file, String problem, @Nullable Throwable cause) {
        return new NodeStartException(
                Kind.UNREADABLE_FILE, "The file " + file + " is damaged: " + problem + ".", restore(file), cause);
    }

    /** That both files do not belong together. */
    NodeStartException mismatch(String what) {
        return new NodeStartException(
                Kind.KEY_PAIR_MISMATCH,
                "The " + what + " " + open + " does not belong to the private key " + secret + ".",
                restore(open),
                null);
    }

    private static String restore(Path file) {
        return "Restore both files of the pair from one directory in " + file.resolveSibling("backups")
                + " or from your own backup; or, to start with a new pair that peers do not know yet, move both away.";
    }

    private NodeStartException halfMissing(boolean secretThere) {
        Path there = secretThere ? secret : open;
        Path missing = secretThere ? open : secret;
        return new NodeStartException(
                Kind.KEY_PAIR_MISMATCH,
                (secretThere ? "The private key " : "The public file ") + there + " is there, but its other half "
                        + missing + " is missing.",
                "Restore " + missing.getFileName() + " from " + backups.directory()
                        + " or your own backup; or, to start with a new pair" + " that peers do not know yet, move "
                        + there.getFileName() + " away.",
                null);
    }

    /** Writes the first pair. Durable on return. */
    void create(Pair pair) throws IOException {
        replace(pair, null);
    }

    /**
     * Replaces the pair and keeps the old one. Durable on return.
     *
     * @return the directory that keeps the old pair
     * @throws IOException if that failed; the old pair stays unless the message says otherwise
     */
    Path rotate(Pair pair, Instant now) throws IOException {
        try {
            recover();
            Pair old = load().orElseThrow(() -> new IOException("there is no pair to rotate in " + directory));
            Path backup = backups.add(old, now);
            replace(pair, backup.getFileName().toString());
            return backup;
        } catch (NodeStartException e) {
            throw new IOException(e.getMessage() + " " + e.remedy(), e);
        }
    }

    /**
     * The pair that was replaced last: the newest backup that holds another one than that.
     *
     * @throws IllegalStateException if there is none
     * @throws NodeStartException if it cannot be read, is open to others or not complete
     */
    Pair replacedBy(Pair inForce) throws IOException {
        for (Path backup : backups.newestFirst()) {
            Optional<Pair> pair = new KeyPairFiles(
                            files,
                            backup,
                            secret.getFileName().toString(),
                            open.getFileName().toString(),
                            maxBytes)
                    .load();
            if (pair.isPresent() && !Arrays.equals(pair.get().open(), inForce.open())) {
                return pair.get();
            }
        }
        throw new IllegalStateException("There is nothing to go back to: no backup in " + backups.directory()
                + " differs from what is in force.");
    }

    private void replace(Pair pair, @Nullable String backup) throws IOException {
        RotationJournal decision =
                new RotationJournal(Fingerprint.of(pair.secret()), Fingerprint.of(pair.open()), backup);
        try {
            files.stage(next(secret), pair.secret());
            files.stage(next(open), pair.open());
            files.forceDirectory(secret);
            files.write(journal, decision.encode());
        } catch (IOException e) {
            abandon(e);
            throw e;
        }
        try {
            rollForward(decision);
        } catch (IOException e) {
            throw new IOException("the new pair in " + directory + " will be in force after the next start only", e);
        }
    }

    /** Takes a decision back that may or may not be on the disk; until it is off, the new files must stay. */
    private void abandon(IOException failure) throws IOException {
        try {
            if (files.delete(journal)) {
                files.forceDirectory(secret);
            }
            files.delete(next(secret));
            files.delete(next(open));
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw new IOException(
                    "the next start decides whether the pair in " + directory + " is the old or the new", failure);
        }
    }

    private void rollForward(RotationJournal decision) throws IOException {
        boolean moveSecret = holds(next(secret), decision.secret());
        boolean moveOpen = holds(next(open), decision.open());
        boolean found = (moveSecret || holds(secret, decision.secret())) && (moveOpen || holds(open, decision.open()));
        if (!found) {
            throw lost(decision);
        }
        if (moveSecret) {
            files.rename(next(secret), secret);
        }
        if (moveOpen) {
            files.rename(next(open), open);
        }
        files.forceDirectory(secret); // else the journal could be gone before both new names are on the disk
        files.delete(journal);
        files.forceDirectory(secret);
    }

    private boolean holds(Path file, String fingerprint) {
        return files.read(file, maxBytes)
                .filter(content -> Fingerprint.of(content).equals(fingerprint))
                .isPresent();
    }

    private RotationJournal parse(byte[] content) {
        try {
            return RotationJournal.parse(content);
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + journal + " is damaged: " + e.getMessage() + ".",
                    "Copy the pair of the newest directory in " + backups.directory() + " over " + secret.getFileName()
                            + " and " + open.getFileName() + ", delete the journal and start again.",
                    e);
        }
    }

    private NodeStartException lost(RotationJournal decision) {
        String remedy = decision.backup() == null
                ? "Delete the journal, and move both files away to start with a new pair."
                : "Copy the pair in " + backups.directory().resolve(decision.backup())
                        + " over both files and delete the journal.";
        return new NodeStartException(
                Kind.UNREADABLE_FILE,
                "The change of keys recorded in " + journal + " cannot be finished: the new " + secret.getFileName()
                        + " or " + open.getFileName() + " is gone or damaged.",
                remedy,
                null);
    }

    /** Deletes what no journal vouches for. */
    private void sweep() throws IOException {
        boolean swept = files.delete(next(secret));
        swept |= files.delete(next(open));
        swept |= files.delete(SecureFiles.sibling(journal, SecureFiles.TEMPORARY));
        if (swept) {
            files.forceDirectory(secret);
        }
        backups.sweep();
    }

    private static Path next(Path file) {
        return SecureFiles.sibling(file, NEXT);
    }
}
