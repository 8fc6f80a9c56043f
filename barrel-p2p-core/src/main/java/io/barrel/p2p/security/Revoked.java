package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;

/** Who is barred by a revocation. Any thread; never blocks. */
public interface Revoked {

    /** Nobody is. */
    Revoked NOBODY = new Revoked() {
        @Override
        public boolean node(NodeId node) {
            return false;
        }

        @Override
        public boolean key(PublicKey key) {
            return false;
        }
    };

    /** Whether that name is barred, whatever key it presents. */
    boolean node(NodeId node);

    /** Whether that key is barred, whatever name it is presented for. */
    boolean key(PublicKey key);
}
