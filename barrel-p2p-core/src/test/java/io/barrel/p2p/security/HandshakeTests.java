package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ends that get together, and the order in which they do. */
class HandshakeTests {

    private static final List<String> WHOLE_ORDER =
            List.of("Hello", "Challenge", "Response", "Ok", "CookieNonce", "Proof", "SessionOffer");
    private static final List<String> WAIVED_ORDER = List.of("Hello", "Ok", "CookieNonce", "Proof", "SessionOffer");

    private final TestNode alice = new TestNode("alice@a");
    private final TestNode bob = new TestNode("bob@b");

    @Test
    void strangersUnderTofuPinEachOtherAndAgreeOnTheLink() {
        HandshakePair pair = HandshakePair.of(alice, bob).run();

        AuthenticatedPeer bobAsSeen = pair.client.established();
        AuthenticatedPeer aliceAsSeen = pair.server.established();
        assertThat(bobAsSeen.node()).isEqualTo(bob.id);
        assertThat(bobAsSeen.publicKey()).isEqualTo(bob.identity.publicKey());
        assertThat(bobAsSeen.assurance()).isEqualTo(Assurance.IDENTITY);
        assertThat(aliceAsSeen.node()).isEqualTo(alice.id);
        assertThat(aliceAsSeen.session()).isEqualTo(alice.session.replacing(5));
        assertThat(bobAsSeen.session()).isEqualTo(bob.session);
        assertThat(bobAsSeen.linkId()).isEqualTo(aliceAsSeen.linkId()).isNotZero();
        assertThat(alice.trust.find(bob.id).orElseThrow().publicKey()).isEqualTo(bob.identity.publicKey());
        assertThat(bob.trust.find(alice.id).orElseThrow().publicKey()).isEqualTo(alice.identity.publicKey());
        assertThat(alice.trust.seen).containsExactly(bob.id);
        assertThat(pair.client.messageNames()).isEqualTo(WHOLE_ORDER);
        assertThat(pair.server.messageNames()).isEqualTo(WHOLE_ORDER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void bytesMayBeCutAnywhere(int piece) {
        HandshakePair pair = HandshakePair.of(alice, bob).start();
        pair.drain(piece);

        assertThat(pair.client.established().linkId())
                .isEqualTo(pair.server.established().linkId());
    }

    @Test
    void eitherEndMaySpeakFirst() {
        HandshakePair pair = HandshakePair.of(alice, bob);
        pair.server.start();
        byte[] early = pair.server.take(Integer.MAX_VALUE);
        pair.client.start();
        pair.client.receive(early);
        pair.drain(Integer.MAX_VALUE);

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void linksOfTwoConnectionsHaveDifferentIds() {
        long first = HandshakePair.of(alice, bob).run().client.established().linkId();
        long second = HandshakePair.of(alice, bob).run().client.established().linkId();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void pinnedPeersMeetUnderStrictAndNothingIsStored() {
        HandshakePair pair = HandshakePair.of(
                        alice.strict().pins(bob), bob.strict().pins(alice))
                .run();

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
        assertThat(pair.ends())
                .allMatch(end -> end.outputs(HandshakeOutput.StorePin.class).isEmpty());
    }

    @Test
    void anyNodeMayAnswerWhenNoNameWasDialled() {
        HandshakePair pair = HandshakePair.of(alice, bob, null).run();

        assertThat(pair.client.established().node()).isEqualTo(bob.id);
    }

    @Test
    void serverSaysNothingOfItselfBeforeItsPinOfTheClientIsDurable() {
        HandshakePair pair = HandshakePair.of(alice, bob);
        pair.server.answersAtOnce = false;
        pair.run();

        assertThat(pair.server.outputs(HandshakeOutput.Admit.class)).hasSize(1);
        pair.server.answerAdmission();
        assertThat(pair.server.outputs(HandshakeOutput.StorePin.class))
                .containsExactly(
                        new HandshakeOutput.StorePin(PinChange.firstUse(alice.id, alice.identity.publicKey())));
        assertThat(pair.server.messageNames()).doesNotContain("SessionOffer");
        pair.server.answerPin();
        assertThat(pair.server.messageNames()).endsWith("SessionOffer");
        assertThat(pair.server.isEstablished()).isFalse();
        pair.drain(Integer.MAX_VALUE);
        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void clientIsNotEstablishedBeforeItsPinOfTheServerIsDurable() {
        HandshakePair pair = HandshakePair.of(alice, bob);
        pair.client.answersAtOnce = false;
        pair.run();

        pair.client.answerAdmission();
        assertThat(pair.client.isEstablished()).isFalse();
        pair.client.answerPin();
        assertThat(pair.client.isEstablished()).isTrue();
    }

    @Test
    void serverWaitsForTheControlStreamEvenWhenTheAuthenticationStreamHasEnded() {
        HandshakePair pair = HandshakePair.of(alice, bob).start();
        while (pair.client.hasMore() || pair.server.hasMore()) {
            pair.server.receive(pair.client.take(Integer.MAX_VALUE));
            pair.client.receive(pair.server.take(Integer.MAX_VALUE));
        }
        pair.server.handle(new HandshakeInput.StreamEnded());
        assertThat(pair.server.isOver()).isFalse();

        pair.server.handle(new HandshakeInput.ControlStreamOpened());

        assertThat(pair.server.isEstablished()).isTrue();
    }

    @Test
    void nothingCountsAfterTheEnd() {
        HandshakePair pair = HandshakePair.of(alice, bob).run();
        int outputs = pair.client.outputs.size();

        pair.client.handle(new HandshakeInput.BudgetExpired());
        pair.client.receive(new byte[] {0, 0, 0});
        pair.client.handle(new HandshakeInput.StreamEnded());
        pair.client.handle(new HandshakeInput.ControlStreamOpened());
        pair.client.handle(new HandshakeInput.Admission(AuthFailure.REJECTED));

        assertThat(pair.client.outputs).hasSize(outputs);
    }

    @Test
    void endsThatListEachOtherSkipEd25519AndPinNothing() {
        HandshakePair pair = HandshakePair.of(alice.cookieOnly("*@b"), bob.cookieOnly("alice@*"))
                .run();

        assertThat(pair.ends()).allMatch(end -> end.messageNames().equals(WAIVED_ORDER));
        assertThat(pair.client.established().assurance()).isEqualTo(Assurance.COOKIE_ONLY);
        assertThat(pair.server.established().assurance()).isEqualTo(Assurance.COOKIE_ONLY);
        assertThat(pair.server.established().linkId())
                .isEqualTo(pair.client.established().linkId());
        assertThat(alice.trust.pins()).isEmpty();
        assertThat(bob.trust.pins()).isEmpty();
        assertThat(bob.trust.seen).isEmpty();
    }

    @Test
    void endsThatListOnlyOthersUseEd25519() {
        HandshakePair pair = HandshakePair.of(alice.cookieOnly("*@x"), bob.cookieOnly("*@x"), null)
                .run();

        assertThat(pair.ends()).allMatch(end -> end.messageNames().equals(WHOLE_ORDER));
        assertThat(pair.server.established().assurance()).isEqualTo(Assurance.IDENTITY);
    }

    @Test
    void endsWithoutAuthenticationSkipEd25519() {
        HandshakePair pair = HandshakePair.of(alice.authOff(), bob.authOff()).run();

        assertThat(pair.ends()).allMatch(end -> end.messageNames().equals(WAIVED_ORDER));
        assertThat(pair.server.established().assurance()).isEqualTo(Assurance.COOKIE_ONLY);
    }
}
