package io.barrel.p2p.membership;

import java.nio.ByteBuffer;

/** Placeholder of the contract; the codec is being written. */
public final class MembershipCodec {

    private MembershipCodec() {}

    public static ByteBuffer encode(MembershipMessage message) {
        throw new IllegalStateException();
    }

    public static MembershipMessage decode(ByteBuffer payload) {
        throw new IllegalStateException();
    }
}
