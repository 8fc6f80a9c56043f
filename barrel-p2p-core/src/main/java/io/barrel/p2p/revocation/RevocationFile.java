package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.SecureFiles;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.RevocationProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code revocations} of a node: a line that says what it is, the SHA-256 of what follows, a {@code RevocationFile}. It is
 * replaced as a whole. A damaged one stops the start: it must never make a barred peer welcome. Safe for use by any thread.
 */
public final class RevocationFile {

    /** The name of the file in the key directory. */
    public static final String NAME = "revocations";

    private static final byte[] HEADER = "barrel-p2p revocations 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;

    /** What is written of one beside its value: key, version, lift, and their tags. */
    private static final int MAX_OVERHEAD = 512;

    private static final int MAX_BYTES = 2 * Revocations.MAX_REVOCATIONS * (RevocationCodec.MAX_VALUE + MAX_OVERHEAD);

    private final SecureFiles files;
    private final Path file;
    private long written;

    /** A file in that directory, which must be there. */
    public RevocationFile(SecureFiles files, Path directory) {
        this.files = files;
        this.file = directory.resolve(NAME);
    }

    /**
     * Reads what was written into an empty book.
     *
     * @throws NodeStartException {@code UNREADABLE_FILE} if it cannot be read, is damaged, or is of another cluster
     */
    public void load(RevocationBook book) {
        byte[] content = files.read(file, MAX_BYTES).orElse(null);
        if (content == null) {
            return;
        }
        try {
            RevocationProto.RevocationFile stored = parse(content);
            if (!stored.getCluster().equals(book.cluster())) {
                throw new NodeStartException(
                        Kind.UNREADABLE_FILE,
                        "The file " + file + " holds revocations of the cluster '" + stored.getCluster()
                                + "', and cluster-name is '" + book.cluster() + "'.",
                        "Set cluster-name back; or move the file away if nobody is to be barred from the new cluster.",
                        null);
            }
            List<HeldRevocation> held = new ArrayList<>(stored.getRevocationsCount());
            for (RevocationProto.HeldRevocation each : stored.getRevocationsList()) {
                held.add(held(each, book.cluster()));
            }
            book.restore(held);
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " is damaged: " + e.getMessage() + ".",
                    "Restore it from a backup; or move it away: other nodes bring back what revokers issued, but not what was"
                            + " issued here.",
                    e);
        }
    }

    private static RevocationProto.RevocationFile parse(byte[] content) {
        int body = HEADER.length + DIGEST;
        if (content.length < body || !Arrays.equals(content, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            throw new MalformedInputException("it does not begin as it should");
        }
        byte[] rest = Arrays.copyOfRange(content, body, content.length);
        if (!Arrays.equals(sha256(rest), Arrays.copyOfRange(content, HEADER.length, body))) {
            throw new MalformedInputException("its checksum is wrong");
        }
        try {
            return RevocationProto.RevocationFile.parseFrom(rest);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static HeldRevocation held(RevocationProto.HeldRevocation of, String cluster) {
        SignedRevocation signed = RevocationCodec.decode(new ReplicaEntry(of.getKey(), of.getVersion(), of.getValue()));
        if (!signed.isSignedFor(cluster)) {
            throw new MalformedInputException("the revocation of " + signed.node() + " has a wrong signature");
        }
        return new HeldRevocation(signed, of.getLocal(), liftedFor(of.getLiftedFor()));
    }

    private static @Nullable String liftedFor(ByteString fingerprint) {
        if (fingerprint.isEmpty()) {
            return null;
        }
        if (fingerprint.size() != PublicKey.LENGTH) {
            throw new MalformedInputException("a fingerprint has another length");
        }
        return HexFormat.of().formatHex(fingerprint.toByteArray());
    }

    /**
     * Writes what a book holds by now, unless that is written already. Durable on return; blocks.
     *
     * @throws IOException if it could not be written; the file holds what it held before, or, if only the wait for the disk failed,
     *     what it was to hold
     */
    public synchronized void save(RevocationBook book) throws IOException {
        RevocationBook.Content content = book.content();
        if (content.changes() == written) {
            return;
        }
        RevocationProto.RevocationFile.Builder to =
                RevocationProto.RevocationFile.newBuilder().setCluster(book.cluster());
        content.held().forEach(of -> to.addRevocations(encode(of)));
        byte[] rest = to.build().toByteArray();
        byte[] bytes = Arrays.copyOf(HEADER, HEADER.length + DIGEST + rest.length);
        System.arraycopy(sha256(rest), 0, bytes, HEADER.length, DIGEST);
        System.arraycopy(rest, 0, bytes, HEADER.length + DIGEST, rest.length);
        files.write(file, bytes);
        written = content.changes();
    }

    private static RevocationProto.HeldRevocation encode(HeldRevocation of) {
        ReplicaEntry entry = RevocationCodec.encode(of.signed());
        RevocationProto.HeldRevocation.Builder to = RevocationProto.HeldRevocation.newBuilder()
                .setKey(entry.key())
                .setVersion(entry.version())
                .setLocal(of.local());
        ByteString value = entry.value();
        if (value != null) {
            to.setValue(value);
        }
        if (of.liftedFor() != null) {
            to.setLiftedFor(ByteString.copyFrom(HexFormat.of().parseHex(of.liftedFor())));
        }
        return to.build();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
