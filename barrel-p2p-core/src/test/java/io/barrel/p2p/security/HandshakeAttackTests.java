package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.security.HandshakeParameters.Role;
import io.barrel.p2p.wire.AuthFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody without the right to a link can achieve: a failure, and nothing stored. */
class HandshakeAttackTests {

    private static final byte[] NONCE = new byte[32];

    private final TestNode victim = new TestNode("victim@v");
    private final TestNode server = new TestNode("server@s");
    private final TestNode mallory = new TestNode("mallory@m");

    @Test
    void manInTheMiddleWithTwoTlsLegsIsRefusedByBothEnds() {
        HandshakePair relayed =
                relayed(mallory.certificate, mallory.certificate).run();

        assertThat(relayed.ends()).allSatisfy(HandshakeAttackTests::assertRefusedTheSignatureItself);
        assertNothingGranted(relayed.client);
        assertNothingGranted(relayed.server);
    }

    @Test
    void manInTheMiddleIsRefusedEvenIfItServesTheServersOwnCertificate() {
        HandshakePair relayed = relayed(server.certificate, mallory.certificate).run();

        assertThat(relayed.ends()).allSatisfy(HandshakeAttackTests::assertRefusedTheSignatureItself);
        assertNothingGranted(relayed.server);
    }

    @Test
    void manInTheMiddleThatDialsTheServerWithItsOwnCertificateIsRefused() {
        HandshakePair relayed = relayed(server.certificate, server.certificate).run();

        assertThat(relayed.server.failed().reason()).isEqualTo(AuthFailure.CHANNEL_BINDING_FAILED);
        assertNothingGranted(relayed.client);
    }

    @Test
    void manInTheMiddleOfCookieOnlyPeersCannotPassTheProofOn() {
        victim.cookieOnly("*@*");
        server.cookieOnly("*@*");

        HandshakePair relayed =
                relayed(mallory.certificate, mallory.certificate).run();

        assertThat(relayed.server.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertThat(relayed.server.messageNames()).doesNotContain("Proof");
        assertNothingGranted(relayed.client);
        assertNothingGranted(relayed.server);
    }

    @Test
    void challengeReflectedOnTheSameConnectionIsNotSigned() {
        HandshakeEnd end = HandshakeEnd.server(victim, mallory.certificate).start();
        end.receive(hello(mallory), end.message(AuthMessage.Challenge.class));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
        assertThat(end.messageNames()).doesNotContain("Response", "Ok");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void challengeReflectedOverASecondConnectionYieldsASignatureNobodyTakes(Role roleOnSecond) {
        HandshakeEnd first = HandshakeEnd.server(victim, mallory.certificate).start();
        HandshakeEnd second = new HandshakeEnd(
                        victim, new HandshakeParameters(roleOnSecond, null, 0, victim.certificate, mallory.certificate))
                .start();
        second.receive(hello(mallory), first.message(AuthMessage.Challenge.class));
        AuthMessage.Response signedByVictim = second.message(AuthMessage.Response.class);

        first.receive(hello(mallory), challenge(victim), signedByVictim);
        HandshakeEnd asVictim = HandshakeEnd.server(victim, mallory.certificate).start();
        asVictim.receive(hello(victim));

        // All that is gained is the victim's signature for the attacker's own connection, which names the victim's key.
        assertThat(first.failed().reason()).isEqualTo(AuthFailure.SIGNATURE_INVALID);
        assertThat(asVictim.failed().reason()).isEqualTo(AuthFailure.SELF);
        assertThat(first.messageNames()).doesNotContain("Ok");
        assertNothingGranted(first);
        assertNothingGranted(second);
    }

    @Test
    void nonceSentBackIsRefused() {
        HandshakeEnd end =
                HandshakeEnd.client(victim.authOff(), null, mallory.certificate).start();
        end.receive(hello(mallory));
        end.receive(new AuthMessage.Ok(), end.message(AuthMessage.CookieNonce.class));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertThat(end.messageNames()).doesNotContain("Proof");
    }

    @Test
    void clientsProofSentBackAsTheServersIsRefused() {
        HandshakeEnd end =
                HandshakeEnd.client(victim.authOff(), null, mallory.certificate).start();
        end.receive(hello(mallory), new AuthMessage.Ok(), new AuthMessage.CookieNonce(NONCE));

        end.receive(end.message(AuthMessage.Proof.class));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertThat(end.messageNames()).doesNotContain("SessionOffer");
    }

    @Test
    void clientsProofPassedToAnotherServerIsRefused() {
        HandshakeEnd client =
                HandshakeEnd.client(victim.authOff(), null, mallory.certificate).start();
        HandshakeEnd target =
                HandshakeEnd.server(server.authOff(), mallory.certificate).start();
        target.receive(client.message(AuthMessage.Hello.class), new AuthMessage.Ok());
        client.receive(hello(mallory), new AuthMessage.Ok(), target.message(AuthMessage.CookieNonce.class));

        target.receive(client.message(AuthMessage.CookieNonce.class), client.message(AuthMessage.Proof.class));

        assertThat(target.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void strangerWithoutTheCookieLeavesNoPin(boolean strangerDials) {
        TestNode stranger = mallory.cookie("guess");
        HandshakePair pair =
                (strangerDials ? HandshakePair.of(stranger, server) : HandshakePair.of(server, stranger)).run();
        HandshakeEnd honest = strangerDials ? pair.server : pair.client;

        assertThat(honest.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertNothingGranted(honest);
    }

    @Test
    void strangerThatAnswersAnythingForAProofLeavesNoPin() {
        HandshakeEnd end =
                HandshakeEnd.server(server.authOff(), mallory.certificate).start();
        end.receive(
                hello(mallory), new AuthMessage.Ok(), new AuthMessage.CookieNonce(NONCE), new AuthMessage.Proof(NONCE));

        assertThat(end.failed().reason()).isEqualTo(AuthFailure.COOKIE_MISMATCH);
        assertNothingGranted(end);
    }

    @Test
    void transcriptOfAnEarlierRunIsRefused() {
        HandshakePair earlier = HandshakePair.of(victim, server).run();
        assertThat(earlier.server.isEstablished()).isTrue();

        HandshakeEnd later = HandshakeEnd.server(server, victim.certificate).start();
        later.receive(earlier.client.transcript());

        assertThat(later.failed().reason()).isEqualTo(AuthFailure.SIGNATURE_INVALID);
        assertThat(later.messageNames()).doesNotContain("Ok");
    }

    @Test
    void everyMessageOutOfOrderIsMalformed() {
        List<AuthMessage> valid = HandshakePair.of(victim, server).run().client.messages();
        int refused = 0;
        for (int position = 0; position < valid.size(); position++) {
            for (AuthMessage wrong : anyMessages()) {
                if (wrong.getClass() == valid.get(position).getClass() || legalElsewise(wrong, position)) {
                    continue;
                }
                HandshakePair pair = new HandshakePair(
                        HandshakeEnd.client(fresh("victim@v"), null, server.certificate),
                        HandshakeEnd.server(fresh("server@s"), victim.certificate));
                deliverMessages(pair, position);
                pair.server.receive(wrong);
                assertThat(pair.server.failed().reason())
                        .as("%s at %d", wrong, position)
                        .isEqualTo(AuthFailure.MALFORMED_MESSAGE);
                refused++;
            }
        }
        assertThat(refused)
                .as("8 messages at 7 places, without the 7 legal ones and the 2 below")
                .isEqualTo(47);
    }

    @Test
    void bytesAfterSessionAreMalformed() {
        HandshakePair pair = HandshakePair.of(victim, server);
        pair.server.answersAtOnce = false;
        pair.run();

        pair.server.receive(new AuthMessage.Ok());

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
        assertNothingGranted(pair.server, 1);
    }

    @Test
    void controlStreamIsMalformedForAClientAndForAServerThatHasNotSentItsSession() {
        HandshakeEnd client =
                HandshakeEnd.client(victim, null, server.certificate).start();
        client.handle(new HandshakeInput.ControlStreamOpened());
        HandshakePair waitingForThePin = HandshakePair.of(victim, server);
        waitingForThePin.server.answersAtOnce = false;
        waitingForThePin.run();
        waitingForThePin.server.answerAdmission();
        waitingForThePin.server.handle(new HandshakeInput.ControlStreamOpened());

        assertThat(client.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
        assertThat(waitingForThePin.server.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
        assertThat(waitingForThePin.server.failed().detail())
                .contains("control stream")
                .contains("PIN");
    }

    @Test
    void streamThatEndsBeforeSessionOrInsideAMessageIsMalformedAtEveryByte() {
        int length = HandshakePair.of(victim, server).run().client.transcript().length;
        for (int end = 0; end < length; end++) {
            HandshakePair pair = stoppedAfter(end);
            pair.server.handle(new HandshakeInput.StreamEnded());
            assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.MALFORMED_MESSAGE);
        }
    }

    @Test
    void slowPeerIsCutOffByTheBudgetInEveryState() {
        int length = HandshakePair.of(victim, server).run().client.transcript().length;
        Set<String> states = new HashSet<>();
        for (int end = 0; end < length; end++) {
            HandshakePair pair = stoppedAfter(end);
            expire(pair.server, states);
        }
        HandshakePair pinning = stoppedAfter(length);
        pinning.server.answerAdmission();
        expire(pinning.server, states);
        HandshakePair waiting = stoppedAfter(length);
        waiting.server.answerAdmission();
        waiting.server.answerPin();
        expire(waiting.server, states);

        assertThat(states)
                .containsExactlyInAnyOrder(
                        "HELLO", "CHALLENGE", "RESPONSE", "OK", "COOKIE", "PROOF", "SESSION", "PIN", "CONTROL_STREAM");
    }

    @Test
    void peerOnWhichNoDecisionCameInTimeIsRejected() {
        HandshakePair pair = HandshakePair.of(victim, server);
        pair.server.answersAtOnce = false;
        pair.run();

        pair.server.handle(new HandshakeInput.BudgetExpired());
        pair.server.handle(new HandshakeInput.Admission(null));
        pair.drain(Integer.MAX_VALUE);

        assertThat(pair.server.failed().reason()).isEqualTo(AuthFailure.REJECTED);
        assertThat(pair.server.failed().detail()).contains("admission policies were silent");
        assertThat(pair.client.failed())
                .isEqualTo(new HandshakeOutput.Failed(
                        AuthFailure.REJECTED, server.id, true, "the peer refused this node: 'rejected'"));
        assertThat(server.trust.pins()).isEmpty();
        assertThat(victim.trust.pins()).isEmpty();
    }

    private static void expire(HandshakeEnd end, Set<String> states) {
        end.handle(new HandshakeInput.BudgetExpired());
        assertThat(end.failed().reason()).isEqualTo(AuthFailure.HANDSHAKE_TIMEOUT);
        assertThat(end.failWord()).isEqualTo("handshake_timeout");
        String detail = end.failed().detail();
        states.add(detail.substring(detail.lastIndexOf(' ') + 1));
    }

    /** A server that got so many bytes of its client and does not answer itself. */
    private HandshakePair stoppedAfter(int bytes) {
        TestNode here = fresh("server@s");
        HandshakePair pair = HandshakePair.of(fresh("victim@v"), here);
        pair.server.answersAtOnce = false;
        pair.start();
        for (int i = 0; i < bytes; i++) {
            while (!pair.client.hasMore()) {
                pair.client.receive(pair.server.take(Integer.MAX_VALUE));
            }
            pair.server.receive(pair.client.take(1));
        }
        return pair;
    }

    private static void deliverMessages(HandshakePair pair, int count) {
        pair.start();
        for (int i = 0; i < count; i++) {
            while (pair.client.messages().size() <= i) {
                pair.client.receive(pair.server.take(Integer.MAX_VALUE));
            }
            pair.server.receive(pair.client.messages().get(i));
        }
    }

    /** Everything but FAIL, which is legal anywhere. */
    private List<AuthMessage> anyMessages() {
        SuccessionLink link = new SuccessionLink(
                mallory.identity.publicKey(), victim.identity.publicKey(), 0, new byte[64], new byte[64]);
        List<AuthMessage> messages =
                new ArrayList<>(HandshakePair.of(victim, server).run().client.messages());
        messages.add(new AuthMessage.Succession(new SuccessionChain(List.of(link))));
        return messages;
    }

    /** SUCCESSION may stand before CHALLENGE, and OK there has a word of its own. */
    private static boolean legalElsewise(AuthMessage wrong, int position) {
        return position == 1 && (wrong instanceof AuthMessage.Succession || wrong instanceof AuthMessage.Ok);
    }

    private static TestNode fresh(String name) {
        return new TestNode(name);
    }

    /** The victim dials somebody in the middle, who relays everything to the server. */
    private HandshakePair relayed(byte[] shownToVictim, byte[] shownToServer) {
        return new HandshakePair(
                HandshakeEnd.client(victim, server.id, shownToVictim), HandshakeEnd.server(server, shownToServer));
    }

    private static AuthMessage hello(TestNode node) {
        return new AuthMessage.Hello(node.id, node.identity.publicKey());
    }

    private static AuthMessage challenge(TestNode forNode) {
        return new AuthMessage.Challenge(NONCE, forNode.clock);
    }

    /** Each end by its own check: neither relies on the other's refusal. */
    private static void assertRefusedTheSignatureItself(HandshakeEnd end) {
        assertThat(end.failed().reason()).isEqualTo(AuthFailure.SIGNATURE_INVALID);
        assertThat(end.failed().byPeer()).isFalse();
        assertThat(end.messageNames()).doesNotContain("Ok");
    }

    private static void assertNothingGranted(HandshakeEnd end) {
        assertNothingGranted(end, 0);
    }

    private static void assertNothingGranted(HandshakeEnd end, int admissions) {
        assertThat(end.outputs(HandshakeOutput.Admit.class)).hasSize(admissions);
        assertThat(end.outputs(HandshakeOutput.StorePin.class)).isEmpty();
        assertThat(end.isEstablished()).isFalse();
        assertThat(end.node.trust.pins()).isEmpty();
        assertThat(end.messageNames()).doesNotContain("SessionOffer");
    }
}
