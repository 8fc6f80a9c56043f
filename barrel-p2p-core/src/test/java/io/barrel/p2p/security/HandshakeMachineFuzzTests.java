package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.wire.AuthFailure;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attackers at one end, and between two. */
class HandshakeMachineFuzzTests {

    private static final PublicKey PINNED = new TestNode("pinned@h").identity.publicKey();

    /** Without the cookie and without a pinned key nobody gets in, whatever he says and when. */
    @FuzzTest
    void attackerIsNeverAdmitted(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        TestNode victim = new TestNode("a@h");
        TestNode attacker = new TestNode("b@h");
        switch (random.nextInt(4)) {
            case 0 -> victim.authOff();
            case 1 -> victim.cookieOnly("b@*");
            case 2 -> victim.strict();
            default -> victim.pins(new TestNode("b@h"));
        }
        HandshakeEnd end = random.nextBoolean()
                ? HandshakeEnd.client(victim, attacker.id, attacker.certificate)
                : HandshakeEnd.server(victim, attacker.certificate);
        end.start();
        while (random.hasMore() && !end.isOver()) {
            end.handle(step(random, end, attacker));
        }
        assertThat(end.outputs(HandshakeOutput.Admit.class)).isEmpty();
        assertThat(end.outputs(HandshakeOutput.StorePin.class)).isEmpty();
        assertThat(end.isEstablished()).isFalse();
        assertThat(end.transcript().length).isLessThan(Short.MAX_VALUE);
    }

    private static HandshakeInput step(FuzzedRandom random, HandshakeEnd end, TestNode attacker) {
        return switch (random.nextInt(16)) {
            case 0 -> new HandshakeInput.StreamEnded();
            case 1 -> new HandshakeInput.ControlStreamOpened();
            case 2 -> new HandshakeInput.BudgetExpired();
            case 3 -> new HandshakeInput.Received(ByteBuffer.wrap(random.bytes(300)));
            // What the victim said is said to it.
            case 4 -> new HandshakeInput.Received(ByteBuffer.wrap(end.transcript()));
            default -> new HandshakeInput.Received(AuthCodec.encode(message(random, attacker)));
        };
    }

    private static AuthMessage message(FuzzedRandom random, TestNode attacker) {
        return switch (random.nextInt(9)) {
            case 0 -> new AuthMessage.Hello(attacker.id, attacker.identity.publicKey());
            case 1 -> new AuthMessage.Challenge(fixed(random, 32), TestNode.NOW + random.small());
            case 2 -> new AuthMessage.Response(fixed(random, 64));
            case 3 -> new AuthMessage.Ok();
            case 4 ->
                new AuthMessage.Fail(random.any(List.of(AuthFailure.values())).word());
            case 5 ->
                new AuthMessage.Succession(new SuccessionChain(List.of(new SuccessionLink(
                        PINNED, attacker.identity.publicKey(), TestNode.NOW, fixed(random, 64), fixed(random, 64)))));
            case 6 -> new AuthMessage.CookieNonce(fixed(random, 32));
            case 7 -> new AuthMessage.Proof(fixed(random, 32));
            default -> new AuthMessage.SessionOffer(attacker.session);
        };
    }

    private static byte[] fixed(FuzzedRandom random, int length) {
        return Arrays.copyOf(random.bytes(length), length);
    }

    /**
     * Two honest ends, and one between them who cuts, drops, changes, repeats and puts in. The session is not signed: that nobody is
     * between the ends of a connection is proved before it comes.
     */
    @FuzzTest
    void endsAgreeOrFail(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        HandshakePair pair =
                HandshakePair.of(new TestNode("a@h"), new TestNode("b@h")).start();
        while (random.hasMore()) {
            HandshakeEnd from = random.nextBoolean() ? pair.client : pair.server;
            HandshakeEnd to = from == pair.client ? pair.server : pair.client;
            byte[] piece = from.take(1 + random.nextInt(400));
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (piece.length > 0) {
                        piece[random.nextInt(piece.length)] ^= (byte) (1 + random.nextInt(255));
                    }
                    to.receive(piece);
                }
                case 1 -> {
                    to.receive(piece);
                    to.receive(piece);
                }
                case 2 -> to.receive(random.bytes(20));
                case 3 -> to.handle(new HandshakeInput.BudgetExpired());
                case 4 -> {
                    if (from == pair.client && pair.client.isEstablished()) {
                        to.handle(new HandshakeInput.ControlStreamOpened());
                    }
                }
                default -> to.receive(piece);
            }
        }
        pair.drain(Integer.MAX_VALUE);
        AuthenticatedPeer ofServer = peer(pair.server);
        AuthenticatedPeer ofClient = peer(pair.client);
        if (ofServer != null) {
            assertThat(ofServer.publicKey()).isEqualTo(pair.client.node.identity.publicKey());
            assertThat(ofClient).as("a server is established behind its client").isNotNull();
        }
        if (ofClient != null) {
            assertThat(ofClient.publicKey()).isEqualTo(pair.server.node.identity.publicKey());
            if (ofServer != null) {
                assertThat(ofClient.linkId()).isEqualTo(ofServer.linkId());
            }
        }
    }

    private static @Nullable AuthenticatedPeer peer(HandshakeEnd end) {
        return end.isEstablished() ? end.established() : null;
    }
}
