package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.wire.NodeId;
import java.security.SecureRandom;
import java.util.List;

/** Identities and revocations of tests. */
final class Signers {

    static final String CLUSTER = "test";
    static final NodeId SELF = NodeId.of("self@a");
    static final NodeId ADMIN_NODE = NodeId.of("admin@a");
    static final NodeId THIEF = NodeId.of("thief@b");
    static final NodeIdentity ADMIN = NodeIdentity.generate(new SecureRandom());
    static final NodeIdentity STRANGER = NodeIdentity.generate(new SecureRandom());
    static final String KEY = "ab".repeat(32);
    static final String OTHER_KEY = "cd".repeat(32);

    private Signers() {}

    static String fingerprint(NodeIdentity identity) {
        return identity.publicKey().fingerprint();
    }

    /** A book that honours the administrator. */
    static RevocationBook book() {
        return new RevocationBook(SELF, CLUSTER, List.of(fingerprint(ADMIN)));
    }

    static SignedRevocation signed(NodeIdentity by, NodeId node, long issuedAt, String... keys) {
        return SignedRevocation.sign(by, CLUSTER, ADMIN_NODE, node, List.of(keys), "stolen", issuedAt);
    }

    /** One whose signature has one wrong bit. */
    static ReplicaEntry forged(SignedRevocation right) {
        byte[] signature = right.signature().toByteArray();
        signature[5] ^= 1;
        return RevocationCodec.encode(new SignedRevocation(
                right.issuerKey(),
                right.issuer(),
                right.node(),
                right.keys(),
                right.reason(),
                right.issuedAt(),
                ByteString.copyFrom(signature)));
    }
}
