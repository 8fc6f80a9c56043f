package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two honest ends that do not fit, and everything that ends a handshake without malice. */
class HandshakeFailureTests {

    private final TestNode alice = new TestNode("alice@a");
    private final TestNode bob = new TestNode("bob@b");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherKeyThanThePinnedIsRefusedInBothModes(boolean strict) {
        TestNode server = strict ? bob.strict() : bob;
        server.trust.pin(alice.id, new TestNode("x@x").identity.publicKey(), Pin.Source.OPERATOR);

        HandshakePair pair = HandshakePair.of(alice, server).run();

        assertRefused(pair.server, pair.client, AuthFailure.KEY_MISMATCH);
        assertThat(pair.server.failed().detail())
                .contains(alice.identity.publicKey().fingerprint())
                .contains(new TestNode("x@x").identity.publicKey().fingerprint());
        assertThat(pair.server.failed().node()).isEqualTo(alice.id);
        assertThat(pair.server.messageNames()).doesNotContain("Response", "Ok");
    }

    @Test
    void unknownKeyIsRefusedUnderStrict() {
        HandshakePair pair = HandshakePair.of(alice, bob.strict()).run();

        assertRefused(pair.server, pair.client, AuthFailure.UNTRUSTED_KEY);
        assertThat(pair.server.failed().detail())
                .contains(alice.identity.publicKey().fingerprint());
    }

    @Test
    void anotherNodeThanTheDialledIsRefused() {
        HandshakePair pair = HandshakePair.of(alice, bob, NodeId.of("carol@c")).run();

        assertRefused(pair.client, pair.server, AuthFailure.NAME_MISMATCH);
        assertThat(pair.client.failed().detail()).contains("carol@c").contains("bob@b");
    }

    @Test
    void nodeThatDialsItselfSaysSelf() {
        HandshakePair pair = HandshakePair.of(alice, alice, null).run();

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.SELF);
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.SELF);
        assertThat(pair.server.failWord()).isEqualTo("self");
    }

    @Test
    void ownNameWithAnotherKeyAndOwnKeyWithAnotherNameAreSelf() {
        TestNode namesake = new TestNode("alice@a");
        namesake.identity = bob.identity;
        namesake.certificate = bob.certificate;
        TestNode twin = new TestNode("twin@t");
        twin.identity = alice.identity;

        assertThat(HandshakePair.of(alice, namesake).run().client.failed().reason())
                .isEqualTo(AuthFailure.SELF);
        assertThat(HandshakePair.of(alice, twin).run().client.failed().reason()).isEqualTo(AuthFailure.SELF);
    }

    @ParameterizedTest
    @ValueSource(longs = {30_001, -30_001, Long.MAX_VALUE / 4, Long.MIN_VALUE / 4})
    void clockOutsideTheWindowIsRefused(long offset) {
        bob.clock += offset;

        HandshakePair pair = HandshakePair.of(alice, bob).start();
        pair.client.receive(pair.server.take(Integer.MAX_VALUE));

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.TIMESTAMP_SKEW);
        assertThat(pair.client.failWord()).isEqualTo("timestamp_skew");
        assertThat(pair.client.failed().detail())
                .contains(Long.toString(bob.clock))
                .contains(Long.toString(alice.clock))
                .contains("30000");
    }

    @ParameterizedTest
    @ValueSource(longs = {30_000, -30_000})
    void clockAtTheEdgeOfTheWindowIsTaken(long offset) {
        bob.clock += offset;

        HandshakePair pair = HandshakePair.of(alice, bob).run();

        assertThat(pair.ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void missingCertificatesFailAtStart() {
        HandshakeEnd withoutPeers = HandshakeEnd.client(alice, bob.id, null).start();
        HandshakeEnd withoutOurs = new HandshakeEnd(
                        alice, new HandshakeParameters(HandshakeParameters.Role.SERVER, null, 0, null, bob.certificate))
                .start();

        for (HandshakeEnd end : List.of(withoutPeers, withoutOurs)) {
            assertThat(end.failed().reason()).isEqualTo(AuthFailure.CHANNEL_BINDING_FAILED);
            assertThat(end.failWord()).isEqualTo("channel_binding_failed");
        }
        assertThat(withoutPeers.failed().detail()).contains("the peer");
        assertThat(withoutOurs.failed().detail()).contains("this node");
    }

    @Test
    void oneCertificateForBothEndsIsRefusedWithAdvice() {
        bob.certificate = alice.certificate.clone();

        HandshakePair pair = HandshakePair.of(alice, bob).run();

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.CHANNEL_BINDING_FAILED);
        assertThat(pair.client.failed().detail()).contains("SSL bundle must be per node");
    }

    @Test
    void differentCookiesAreRefusedAndTheServerProvesNothing() {
        HandshakePair pair = HandshakePair.of(alice, bob.cookie("other")).run();

        assertRefused(pair.server, pair.client, AuthFailure.COOKIE_MISMATCH);
        assertThat(pair.server.messageNames()).doesNotContain("Proof", "SessionOffer");
        assertThat(pair.server.failed().detail()).doesNotContain("other").doesNotContain("secret");
    }

    @Test
    void clusterRingAndProtocolMustFitAndBothValuesAreNamed() {
        assertSessionRefused(bob.session("prod", 64, 1, 1), AuthFailure.CLUSTER_MISMATCH, "'test'", "'prod'");
        assertSessionRefused(bob.session("test", 32, 1, 1), AuthFailure.RING_SIZE_MISMATCH, "64", "32");
        assertSessionRefused(bob.session("test", 64, 2, 3), AuthFailure.UNSUPPORTED_VERSION, "1 to 1", "2 to 3");
    }

    @Test
    void protocolRangesThatOverlapFit() {
        alice.session("test", 64, 1, 3);
        bob.session("test", 64, 3, 9);

        assertThat(HandshakePair.of(alice, bob).run().ends()).allMatch(HandshakeEnd::isEstablished);
    }

    @Test
    void clientThatListsAloneFailsOnBothSides() {
        HandshakePair pair = HandshakePair.of(alice.cookieOnly("*@b"), bob).run();

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.AUTH_MODE_MISMATCH);
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.AUTH_MODE_MISMATCH);
    }

    @Test
    void serverThatListsAloneIsAnsweredUnexpectedAuthOk() {
        HandshakePair pair = HandshakePair.of(alice, bob.cookieOnly("*@*")).run();

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.UNEXPECTED_AUTH_OK);
        assertThat(pair.client.failed().byPeer()).isFalse();
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.AUTH_MODE_MISMATCH);
        assertThat(pair.client.failWord()).isEqualTo("unexpected_auth_ok");
    }

    @Test
    void clientThatListsOthersAnswersUnexpectedAuthOkToo() {
        HandshakePair pair = HandshakePair.of(alice.cookieOnly("*@x"), bob.cookieOnly("*@*"), null)
                .run();

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.UNEXPECTED_AUTH_OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 10_000})
    void authenticationOnAtOneEndOnlyIsAModeMismatchWhicheverEnd(int piece) {
        for (HandshakePair pair : List.of(
                HandshakePair.of(alice, new TestNode("off@o").authOff()),
                HandshakePair.of(new TestNode("off@o").authOff(), bob))) {
            pair.start();
            pair.drain(piece);
            assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.AUTH_MODE_MISMATCH);
            assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.AUTH_MODE_MISMATCH);
        }
    }

    @Test
    void refusalsOfTheNodeReachThePeerWithTheirWord() {
        HandshakePair admission = HandshakePair.of(alice, bob);
        admission.server.admissionRefusal = AuthFailure.STALE_INCARNATION;
        HandshakePair pin = HandshakePair.of(alice, bob);
        pin.server.pinRefusal = AuthFailure.INTERNAL_ERROR;
        HandshakePair clientSide = HandshakePair.of(new TestNode("carol@c"), new TestNode("dave@d"));
        clientSide.client.admissionRefusal = AuthFailure.REJECTED;

        assertRefused(admission.run().server, admission.client, AuthFailure.STALE_INCARNATION);
        assertRefused(pin.run().server, pin.client, AuthFailure.INTERNAL_ERROR);
        assertRefused(clientSide.run().client, clientSide.server, AuthFailure.REJECTED);
        assertThat(alice.trust.pins()).isEmpty();
        assertThat(clientSide.client.node.trust.pins()).isEmpty();
    }

    @Test
    void pinOfAnotherKeyThatAppearsMeanwhileIsAKeyMismatch() {
        HandshakePair pair = HandshakePair.of(alice, bob);
        pair.server.answersAtOnce = false;
        pair.run();
        bob.trust.pin(alice.id, new TestNode("x@x").identity.publicKey(), Pin.Source.TOFU);

        pair.server.answerAdmission();

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.KEY_MISMATCH);
        assertThat(pair.server.outputs(HandshakeOutput.StorePin.class)).isEmpty();
    }

    @Test
    void pinThatWasReplacedWhileItWasWrittenIsAKeyMismatch() {
        HandshakePair pair = HandshakePair.of(alice, bob);
        pair.server.answersAtOnce = false;
        pair.run();
        pair.server.answerAdmission();
        bob.trust.pin(alice.id, new TestNode("x@x").identity.publicKey(), Pin.Source.OPERATOR);

        pair.server.handle(new HandshakeInput.PinStored(null));

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.KEY_MISMATCH);
        assertThat(pair.server.messageNames()).doesNotContain("SessionOffer");
    }

    @ParameterizedTest
    @EnumSource(AuthFailure.class)
    void everyWordOfThePeerIsReportedAsThePeers(AuthFailure reason) {
        HandshakeEnd end = HandshakeEnd.client(alice, bob.id, bob.certificate).start();
        end.receive(new AuthMessage.Fail(reason.word()));

        assertThat(end.failed().reason()).isEqualTo(reason);
        assertThat(end.failed().byPeer()).isTrue();
        assertThat(end.messageNames()).doesNotContain("Fail");
    }

    @Test
    void unknownWordIsAnInternalErrorAndItsDetailIsPrintable() {
        HandshakeEnd end = HandshakeEnd.client(alice, bob.id, bob.certificate).start();
        end.receive(new AuthMessage.Fail("\u001b[31mno\n"));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.INTERNAL_ERROR);
        assertThat(end.failed().detail()).matches("[\\x20-\\x7e]*").contains("?[31mno?");
    }

    @Test
    void anotherVersionIsUnsupported() {
        HandshakeEnd end = HandshakeEnd.server(bob, alice.certificate).start();
        end.receive(new AuthMessage.ForeignHello(1));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.UNSUPPORTED_VERSION);
        assertThat(end.failed().detail()).contains("version 1").contains("2");
    }

    @Test
    void ownSessionThatCannotBeSentIsAnInternalError() {
        bob.session("test", 64, 1, 1);
        alice.session("test", 0, 1, 1);

        HandshakePair pair = HandshakePair.of(alice, bob).run();

        assertRefused(pair.client, pair.server, AuthFailure.INTERNAL_ERROR);
    }

    @Test
    void lostSessionOfTheServerEndsInATimeout() {
        HandshakePair pair = HandshakePair.of(alice, bob).start();
        while (!pair.server.messageNames().contains("SessionOffer")) {
            pair.client.receive(pair.server.take(Integer.MAX_VALUE));
            pair.server.receive(pair.client.take(Integer.MAX_VALUE));
        }
        pair.client.handle(new HandshakeInput.BudgetExpired());
        pair.server.handle(new HandshakeInput.BudgetExpired());

        assertThat(pair.client.failed().reason()).isEqualTo(AuthFailure.HANDSHAKE_TIMEOUT);
        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.HANDSHAKE_TIMEOUT);
        assertThat(alice.trust.pins()).isEmpty();
    }

    @Test
    void handshakeIsStartedExactlyOnceAndAnswersAreAskedFor() {
        HandshakeEnd end = HandshakeEnd.client(alice, bob.id, bob.certificate);

        assertThatIllegalStateException().isThrownBy(() -> end.handle(new HandshakeInput.BudgetExpired()));
        end.start();
        assertThatIllegalStateException().isThrownBy(end::start);
        assertThatIllegalStateException().isThrownBy(() -> end.handle(new HandshakeInput.Admission(null)));
        assertThatIllegalStateException().isThrownBy(() -> end.handle(new HandshakeInput.PinStored(null)));
    }

    private void assertSessionRefused(TestNode server, AuthFailure reason, String... values) {
        HandshakePair pair = HandshakePair.of(alice, server).run();

        assertRefused(pair.server, pair.client, reason);
        assertThat(Arrays.asList(values))
                .allMatch(value -> pair.server.failed().detail().contains(value));
        assertThat(server.trust.pins()).isEmpty();
    }

    private static void assertRefused(HandshakeEnd refusing, HandshakeEnd refused, AuthFailure reason) {
        assertThat(refusing.failed().reason()).isEqualTo(reason);
        assertThat(refusing.failed().byPeer()).isFalse();
        assertThat(refusing.failWord()).isEqualTo(reason.word());
        assertThat(refused.failed().reason()).isEqualTo(reason);
        assertThat(refused.failed().byPeer()).isTrue();
    }
}
