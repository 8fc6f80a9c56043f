package io.barrel.p2p.security;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.security.KeyPairFiles.Pair;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;

/**
 * The identity of a node on disk: {@code node.key} and {@code node.pub}, 32 raw bytes each (RFC 8032), and {@code succession}.
 * Reads may be done by any thread; changes block on the disk and are not safe for use by several threads.
 *
 * <p>A change writes the new link of the succession first, then the pair: a link that leads to a key which never came into
 * force is nothing, for {@link SuccessionChain#endingAt} leaves it out, but a key without its link would be a stranger.
 */
final class IdentityKeys {

    private static final int MAX_FILE = 1024;

    private final KeyPairFiles files;
    private final SuccessionFile successionFile;
    private final Clock clock;
    private final SecureRandom random;
    private volatile Current current;

    /** An identity and when its file was written, published together. */
    private record Current(NodeIdentity identity, Instant createdAt) {}

    /** Finishes an interrupted rotation, then loads the pair or makes one. */
    IdentityKeys(SecureFiles secureFiles, Path directory, Clock clock, SecureRandom random) {
        this.files = new KeyPairFiles(secureFiles, directory, "node.key", "node.pub", MAX_FILE);
        this.clock = clock;
        this.random = random;
        files.recover();
        this.successionFile = new SuccessionFile(secureFiles, directory);
        NodeIdentity loaded = parse(files.loadOrCreate("identity", () -> pair(NodeIdentity.generate(random))));
        SuccessionChain succession = successionFile.read().endingAt(loaded.publicKey());
        this.current = new Current(loaded.after(succession), writtenAt(files.secretFile()));
    }

    private NodeIdentity parse(Pair pair) {
        requireLength(files.secretFile(), "private", pair.secret(), NodeIdentity.SEED_LENGTH);
        requireLength(files.openFile(), "public", pair.open(), PublicKey.LENGTH);
        NodeIdentity loaded = NodeIdentity.ofSeed(pair.secret());
        if (!Arrays.equals(loaded.publicKey().bytes(), pair.open())) {
            throw files.mismatch("public key");
        }
        return loaded;
    }

    private void requireLength(Path file, String kind, byte[] content, int length) {
        if (content.length != length) {
            throw files.damaged(
                    file, "a raw Ed25519 " + kind + " key has " + length + " bytes, it has " + content.length, null);
        }
    }

    private static Instant writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The time of " + file + " cannot be read: " + SecureFiles.reason(e) + ".",
                    "Make the file readable for the user the node runs as.",
                    e);
        }
    }

    private static Pair pair(NodeIdentity identity) {
        return new Pair(identity.seed(), identity.publicKey().bytes());
    }

    NodeIdentity identity() {
        return current.identity();
    }

    Instant createdAt() {
        return current.createdAt();
    }

    RotationResult rotate(NodeId node) throws IOException {
        return succeed(node, NodeIdentity.generate(random));
    }

    RotationResult rollback(NodeId node) throws IOException {
        return succeed(node, parse(files.replacedBy(pair(identity()))));
    }

    private RotationResult succeed(NodeId node, NodeIdentity next) throws IOException {
        NodeIdentity old = identity();
        SuccessionChain chain = old.succession();
        SuccessionLink link = SuccessionLink.sign(
                node, old, next, chain.issuedAt(clock.instant().toEpochMilli()));
        NodeIdentity successor = next.after(chain.with(link));
        successionFile.write(successor.succession());
        Path backup = files.rotate(pair(successor), clock.instant());
        current = new Current(successor, clock.instant());
        return new RotationResult(
                files.secretFile(), files.openFile(), backup, next.publicKey().fingerprint(), false);
    }
}
