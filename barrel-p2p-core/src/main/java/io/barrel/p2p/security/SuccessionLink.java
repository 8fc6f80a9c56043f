package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One step of a node's key to its successor, signed by both (docs/protocol.md, section 2.6).
 *
 * @param oldKey the key that gives way
 * @param newKey the key that takes its place
 * @param issuedAtMillis when, by the node's own clock; grows from link to link
 * @param oldSignature by the old key, that the new one may speak for the node
 * @param newSignature by the new key, that it wants to
 */
@SuppressWarnings("ArrayRecordComponent") // made for one use, never compared
record SuccessionLink(
        PublicKey oldKey, PublicKey newKey, long issuedAtMillis, byte[] oldSignature, byte[] newSignature) {

    private static final byte[] LABEL = "barrel_p2p succession v1".getBytes(StandardCharsets.US_ASCII);

    static SuccessionLink sign(NodeId node, NodeIdentity old, NodeIdentity next, long issuedAtMillis) {
        byte[] message = message(node, old.publicKey(), next.publicKey(), issuedAtMillis);
        return new SuccessionLink(
                old.publicKey(), next.publicKey(), issuedAtMillis, old.sign(message), next.sign(message));
    }

    /** Whether both keys signed; the old one is asked first, so whoever does not have it costs one look. */
    boolean isSigned(NodeId node) {
        byte[] message = message(node, oldKey, newKey, issuedAtMillis);
        return NodeIdentity.verify(oldKey, message, oldSignature) && NodeIdentity.verify(newKey, message, newSignature);
    }

    /** Whether the new key signed: enough to take its word for when it came. */
    boolean isSignedByNewKey(NodeId node) {
        return NodeIdentity.verify(newKey, message(node, oldKey, newKey, issuedAtMillis), newSignature);
    }

    private static byte[] message(NodeId node, PublicKey oldKey, PublicKey newKey, long issuedAtMillis) {
        byte[] name = node.value().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(LABEL.length + name.length + 2 * PublicKey.LENGTH + Long.BYTES)
                .put(LABEL)
                .put(name)
                .put(oldKey.bytes())
                .put(newKey.bytes())
                .putLong(issuedAtMillis)
                .array();
    }
}
