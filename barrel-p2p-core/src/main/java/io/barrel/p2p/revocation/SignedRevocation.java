package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What an issuer says of a node, with its signature, which need not be right before {@link #isSignedFor} says so.
 *
 * @param issuerKey the key that signed
 * @param issuer the node that signed
 * @param node the barred name
 * @param keys fingerprints of the barred keys, lower-case hex, ascending, each once
 * @param reason why
 * @param issuedAt milliseconds since 1970, by the issuer's clock; of two by one issuer about one node the greater counts
 * @param signature over {@link #message}
 */
record SignedRevocation(
        PublicKey issuerKey,
        NodeId issuer,
        NodeId node,
        List<String> keys,
        String reason,
        long issuedAt,
        ByteString signature) {

    /** The most keys. */
    static final int MAX_KEYS = 32;

    /** The end of the year 9999, so that it can be written as a time of day. */
    static final long MAX_ISSUED_AT = 253_402_300_799_999L;

    private static final byte[] LABEL = "barrel-p2p revocation v1\0".getBytes(StandardCharsets.US_ASCII);

    SignedRevocation {
        keys = List.copyOf(keys);
        if (issuedAt < 0 || issuedAt > MAX_ISSUED_AT) {
            throw new MalformedInputException(
                    "a revocation is issued between 1970 and 9999, not " + issuedAt + " ms since");
        }
        if (keys.size() > MAX_KEYS) {
            throw new MalformedInputException("a revocation bars at most " + MAX_KEYS + " keys, not " + keys.size());
        }
        for (int i = 1; i < keys.size(); i++) {
            if (keys.get(i - 1).compareTo(keys.get(i)) >= 0) {
                throw new MalformedInputException("the keys of a revocation ascend");
            }
        }
        requireReason(reason);
    }

    static void requireReason(String reason) {
        if (reason.isEmpty()
                || reason.length() > Revocations.MAX_REASON
                || !reason.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new MalformedInputException(
                    "the reason of a revocation has 1 to " + Revocations.MAX_REASON + " printable ASCII characters");
        }
    }

    /** Signs. */
    static SignedRevocation sign(
            NodeIdentity identity,
            String cluster,
            NodeId issuer,
            NodeId node,
            List<String> keys,
            String reason,
            long issuedAt) {
        SignedRevocation unsigned =
                new SignedRevocation(identity.publicKey(), issuer, node, keys, reason, issuedAt, ByteString.EMPTY);
        ByteString signature = ByteString.copyFrom(identity.sign(unsigned.message(cluster)));
        return new SignedRevocation(identity.publicKey(), issuer, node, keys, reason, issuedAt, signature);
    }

    /** Whether the key signed this, for that cluster. Takes a fraction of a millisecond. */
    boolean isSignedFor(String cluster) {
        return NodeIdentity.verify(issuerKey, message(cluster), signature.toByteArray());
    }

    /** What is signed: docs/protocol.md, section 12.2. */
    byte[] message(String cluster) {
        byte[] clusterBytes = cluster.getBytes(StandardCharsets.UTF_8);
        byte[] issuerBytes = issuer.value().getBytes(StandardCharsets.US_ASCII);
        byte[] nodeBytes = node.value().getBytes(StandardCharsets.US_ASCII);
        byte[] reasonBytes = reason.getBytes(StandardCharsets.US_ASCII);
        int keyBytes = keys.size() * PublicKey.LENGTH;
        ByteBuffer message = ByteBuffer.allocate(LABEL.length
                        + 5 * Short.BYTES
                        + clusterBytes.length
                        + PublicKey.LENGTH
                        + issuerBytes.length
                        + nodeBytes.length
                        + Long.BYTES
                        + keyBytes
                        + reasonBytes.length)
                .put(LABEL);
        field(message, clusterBytes).put(issuerKey.bytes());
        field(message, issuerBytes);
        field(message, nodeBytes).putLong(issuedAt).putShort((short) keys.size());
        keys.forEach(key -> message.put(HexFormat.of().parseHex(key)));
        return field(message, reasonBytes).array();
    }

    private static ByteBuffer field(ByteBuffer to, byte[] bytes) {
        return to.putShort((short) bytes.length).put(bytes);
    }
}
