package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a node believes that a new key followed from the pinned one (docs/protocol.md, section 2.6). */
class SuccessionTests {

    private final TestNode alice = new TestNode("alice@host-1");
    private final TestNode bob = new TestNode("bob@host-2");
    private final NodeIdentity first = alice.identity;
    private final NodeIdentity second = NodeIdentity.generate(alice.random);
    private final NodeIdentity third = NodeIdentity.generate(alice.random);
    private final NodeIdentity thief = NodeIdentity.generate(alice.random);

    private SuccessionLink link(NodeIdentity old, NodeIdentity next, int seconds) {
        return SuccessionLink.sign(alice.id, old, next, TestNode.NOW + seconds * 1000L);
    }

    private static SuccessionChain chain(SuccessionLink... links) {
        return new SuccessionChain(List.of(links));
    }

    /** Alice dials bob with that identity, said to have come about so. */
    private HandshakePair dial(NodeIdentity identity, SuccessionLink... links) {
        alice.identity = identity.after(chain(links));
        return HandshakePair.of(alice, bob).run();
    }

    private void assertRefused(HandshakePair pair, String detail) {
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.KEY_MISMATCH);
        assertThat(pair.server.failed().detail()).contains(detail);
        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.KEY_MISMATCH);
        assertThat(pair.server.outputs(HandshakeOutput.StorePin.class)).isEmpty();
    }

    private Pin pin() {
        return bob.trust.find(alice.id).orElseThrow();
    }

    @Test
    void aSuccessorIsPinnedInPlaceOfTheOldKey() {
        dial(first);
        HandshakePair pair = dial(second, link(first, second, -10));

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pair.client.messageNames()).startsWith("Hello", "Succession", "Challenge");
        assertThat(pin().publicKey()).isEqualTo(second.publicKey());
        assertThat(pin().source()).isEqualTo(Pin.Source.SUCCESSION);
        assertThat(pin().followed()).isEqualTo(Instant.ofEpochMilli(TestNode.NOW - 10_000));
    }

    @Test
    void aDialledPeerMayHaveANewKeyAsWell() {
        dial(first);
        alice.identity = second.after(chain(link(first, second, -10)));
        HandshakePair pair = HandshakePair.of(bob, alice).run();

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pin().publicKey()).isEqualTo(second.publicKey());
    }

    @Test
    void aPeerThatMissedARotationFollowsTheWholeChain() {
        dial(first);
        HandshakePair pair = dial(third, link(first, second, -20), link(second, third, -10));

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pair.server.outputs(HandshakeOutput.StorePin.class))
                .containsExactly(new HandshakeOutput.StorePin(new PinChange(
                        alice.id,
                        third.publicKey(),
                        first.publicKey(),
                        List.of(second.publicKey().fingerprint()),
                        Instant.ofEpochMilli(TestNode.NOW - 10_000))));
    }

    @Test
    void withoutTheOldKeysSignatureNobodySucceeds() {
        dial(first);
        SuccessionLink byThief = SuccessionLink.sign(alice.id, thief, second, TestNode.NOW);
        SuccessionLink forged = new SuccessionLink(
                first.publicKey(),
                second.publicKey(),
                byThief.issuedAtMillis(),
                byThief.oldSignature(),
                byThief.newSignature());

        assertRefused(dial(second, forged), "not signed by both keys");
    }

    @Test
    void aKeyThatDidNotSignIsNoSuccessor() {
        dial(first);
        SuccessionLink signedAway = SuccessionLink.sign(alice.id, first, thief, TestNode.NOW);
        SuccessionLink forged = new SuccessionLink(
                first.publicKey(),
                second.publicKey(),
                signedAway.issuedAtMillis(),
                signedAway.oldSignature(),
                signedAway.newSignature());

        assertRefused(dial(second, forged), "not signed by both keys");
    }

    @Test
    void aLinkOfAnotherNodeProvesNothing() {
        dial(first);

        assertRefused(dial(second, SuccessionLink.sign(bob.id, first, second, TestNode.NOW)), "not signed by both");
    }

    @Test
    void aForkIsRefused() {
        dial(first);
        dial(second, link(first, second, -10));

        assertRefused(dial(thief, link(first, thief, 0)), "forks from a key that was followed");
        assertThat(pin().publicKey()).isEqualTo(second.publicKey());
    }

    @Test
    void afterARollbackTheKeyThatWasGivenUpIsFollowedNoMore() {
        dial(first);
        dial(second, link(first, second, -20));
        SuccessionLink[] backAgain = {link(first, second, -20), link(second, first, -10)};
        assertThat(dial(first, backAgain).ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pin().publicKey()).isEqualTo(first.publicKey());

        assertRefused(dial(second, link(first, second, -20)), "older than the pin");
    }

    @Test
    void aPeerThatSleptThroughARollbackLearnsOfItFromTheChain() {
        dial(first);
        dial(first, link(first, second, -20), link(second, first, -10));
        assertThat(pin().followed()).isEqualTo(Instant.ofEpochMilli(TestNode.NOW - 10_000));
        assertThat(pin().source()).isEqualTo(Pin.Source.TOFU);

        assertRefused(dial(second, link(first, second, -20)), "older than the pin");
    }

    @Test
    void theFirstUseRemembersWhatTheChainSays() {
        dial(second, link(first, second, -10));
        assertThat(pin().followed()).isEqualTo(Instant.ofEpochMilli(TestNode.NOW - 10_000));

        assertThat(dial(second, link(first, second, -10)).server.outputs(HandshakeOutput.StorePin.class))
                .as("nothing new")
                .isEmpty();
    }

    @Test
    void aLinkOfTheFutureIsNotFollowed() {
        dial(first);

        assertRefused(dial(second, link(first, second, 31)), "of the future");
        assertThat(dial(second, link(first, second, 29)).ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void aChainFromTheFutureDoesNotDisturbAPinnedPeer() {
        dial(first);
        HandshakePair pair = dial(first, link(second, first, 31));

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pin().followed()).isNull();
    }

    @Test
    void withRejectAnOperatorHasToAct() {
        bob.strict().pins(alice);
        HandshakePair pair = dial(second, link(first, second, -10));
        assertRefused(pair, "auth.key-succession is reject");

        bob.pins(alice);
        assertThat(dial(second, link(first, second, -10)).ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void nobodyFollowsFromARevokedKey() {
        dial(first);
        bob.revoked = new Revoked() {
            @Override
            public boolean node(NodeId node) {
                return false;
            }

            @Override
            public boolean key(PublicKey key) {
                return key.equals(second.publicKey());
            }
        };
        HandshakePair pair = dial(third, link(first, second, -20), link(second, third, -10));

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.REVOKED);
        assertThat(pin().publicKey()).isEqualTo(first.publicKey());
    }

    @Test
    void aChainThatEndsElsewhereIsMalformed() {
        HandshakePair pair = dial(first, link(first, second, -10));

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
    }

    @Test
    void aSecondChainIsOutOfOrder() {
        HandshakeEnd server = HandshakeEnd.server(bob, alice.certificate).start();
        server.receive(
                new AuthMessage.Hello(alice.id, second.publicKey()),
                new AuthMessage.Succession(chain(link(first, second, -10))),
                new AuthMessage.Succession(chain(link(first, second, -10))));

        assertThat(server.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
    }

    @Test
    void nobodyIsPinnedWhoDoesNotKnowTheCookie() {
        dial(first);
        alice.cookie("another");
        HandshakePair pair = dial(second, link(first, second, -10));

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertThat(pin().publicKey()).isEqualTo(first.publicKey());
    }
}
