package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.RevocationProto;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A book of revocations as a file: a line that says what it is, the SHA-256 of what follows, a {@code RevocationFile}. Stateless; any
 * thread.
 */
public final class RevocationFileCodec {

    private static final byte[] HEADER = "barrel-p2p revocations 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;

    /** What is written of one beside its value: key, version, lift, and their tags. */
    private static final int MAX_OVERHEAD = 512;

    /** The longest file, in bytes. */
    public static final int MAX_BYTES =
            HEADER.length + DIGEST + 512 + Revocations.MAX_REVOCATIONS * (RevocationCodec.MAX_VALUE + MAX_OVERHEAD);

    private RevocationFileCodec() {}

    /** What a book holds. */
    public static byte[] encode(RevocationBook book) {
        RevocationProto.RevocationFile.Builder to =
                RevocationProto.RevocationFile.newBuilder().setCluster(book.cluster());
        book.held().forEach(of -> to.addRevocations(encode(of)));
        byte[] rest = to.build().toByteArray();
        byte[] bytes = Arrays.copyOf(HEADER, HEADER.length + DIGEST + rest.length);
        System.arraycopy(sha256(rest), 0, bytes, HEADER.length, DIGEST);
        System.arraycopy(rest, 0, bytes, HEADER.length + DIGEST, rest.length);
        return bytes;
    }

    /**
     * Reads what a book held into an empty one.
     *
     * @throws MalformedInputException if it is damaged, or of another cluster
     */
    public static void decode(byte[] content, RevocationBook book) {
        RevocationProto.RevocationFile stored = parse(content);
        if (!stored.getCluster().equals(book.cluster())) {
            throw new MalformedInputException(
                    "it is of the cluster '" + stored.getCluster() + "', and cluster-name is '" + book.cluster() + "'");
        }
        List<HeldRevocation> held = new ArrayList<>(stored.getRevocationsCount());
        for (RevocationProto.HeldRevocation each : stored.getRevocationsList()) {
            held.add(held(each, book.cluster()));
        }
        book.restore(held);
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
