package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a revocation bars is refused, whichever end dialled and whatever else speaks for it. */
class HandshakeRevocationTests {

    private final TestNode alice = new TestNode("alice@a");
    private final TestNode bob = new TestNode("bob@b");
    private final Barred barred = new Barred();

    /** What is revoked, and may be while a handshake is under way. */
    private static final class Barred implements Revoked {

        private final Set<NodeId> nodes = new HashSet<>();
        private final Set<PublicKey> keys = new HashSet<>();
        private int asked;
        private int from;

        @Override
        public boolean node(NodeId node) {
            return ++asked > from && nodes.contains(node);
        }

        @Override
        public boolean key(PublicKey key) {
            return keys.contains(key);
        }
    }

    private HandshakePair run(boolean serverRefuses) {
        TestNode refusing = serverRefuses ? bob : alice;
        refusing.revoked = barred;
        return HandshakePair.of(alice, bob).run();
    }

    private static void assertRevoked(HandshakeEnd refusing, HandshakeEnd refused) {
        assertThat(refusing.failed().reason()).isEqualTo(AuthFailure.REVOKED);
        assertThat(refusing.failed().byPeer()).isFalse();
        assertThat(refused.failed().reason()).isEqualTo(AuthFailure.REVOKED);
        assertThat(refused.failed().byPeer()).isTrue();
    }

    private void assertRevoked(HandshakePair pair, boolean byServer) {
        assertRevoked(byServer ? pair.server : pair.client, byServer ? pair.client : pair.server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevokedNameIsRefusedThoughItsKeyIsPinned(boolean byServer) {
        alice.pins(bob);
        bob.pins(alice);
        barred.nodes.add(byServer ? alice.id : bob.id);

        assertRevoked(run(byServer), byServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevokedKeyIsRefusedUnderAnyName(boolean byServer) {
        barred.keys.add((byServer ? alice : bob).identity.publicKey());

        assertRevoked(run(byServer), byServer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevokedNameIsRefusedWithoutEd25519(boolean byServer) {
        alice.cookieOnly("*@*");
        bob.cookieOnly("*@*");
        barred.nodes.add(byServer ? alice.id : bob.id);

        assertRevoked(run(byServer), byServer);
    }

    @Test
    void whoIsRevokedWhileItIsBeingAdmittedIsRefused() {
        barred.nodes.add(alice.id);
        barred.from = 1;

        HandshakePair pair = run(true);

        assertThat(barred.asked).isEqualTo(2);
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.REVOKED);
    }

    @Test
    void othersAreLetIn() {
        barred.nodes.add(NodeId.of("thief@b"));

        HandshakePair pair = run(true);

        assertThat(pair.server.established().node()).isEqualTo(alice.id);
    }
}
