package io.barrel.p2p.security;

import static java.util.Objects.requireNonNull;

import io.barrel.p2p.security.HandshakeParameters.Role;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One {@link Handshake}. Outputs may be answered from within the consumer: each is emitted after the state moved on. */
final class HandshakeMachine implements Handshake {

    /*
     * The peer's stream has one legal order, so the state is the message that must come next; this end's own messages
     * are sent as consequences:
     *
     *   HELLO, CHALLENGE   at start             RESPONSE     on CHALLENGE
     *   OK, COOKIE         on RESPONSE          PROOF        client: on COOKIE, server: on the client's PROOF
     *   SESSION            client: on the server's PROOF, server: once the client is admitted and pinned
     *
     * An end "waives" Ed25519 for a peer when auth.enabled=false, or when the name in the peer's HELLO is listed in its
     * auth.cookie-only-nodes. It then sends OK, COOKIE where it would have sent CHALLENGE, and expects the same of the
     * peer. When each end sends its second message:
     *
     *   - CHALLENGE goes out with HELLO if it is already certain that this end will not waive: authentication is on, and
     *     it lists nobody, or it dialled a name it does not list. Otherwise it waits for the peer's HELLO;
     *   - a waiving end sends OK, COOKIE when the peer's HELLO arrives, with one exception: a server with
     *     auth.enabled=false waits for the client's OK, so that a client with authentication on is told
     *     auth_mode_mismatch instead of finding an unexpected OK.
     *
     * HELLO waits for nothing, a client's second message for HELLO at most, a server's for the client's HELLO or OK at
     * most: no circle, no deadlock. If one end waives alone, it finds CHALLENGE (auth_mode_mismatch) and the other finds
     * OK (a client says unexpected_auth_ok, a server auth_mode_mismatch). OK never replaces a signature for an end
     * without a waiver of its own.
     */

    private final HandshakeLocal local;
    private final PeerChecks checks;
    private final HandshakeParameters connection;
    private final boolean client;
    private final Consumer<HandshakeOutput> outputs;
    private final AuthDecoder decoder = new AuthDecoder();
    private final byte[] ourCookieNonce;
    private final Session ourSession;

    private HandshakeState state = HandshakeState.NEW;
    private boolean waived;
    private boolean okSent;
    private @Nullable SuccessionChain offered;
    private @Nullable ChannelBinding binding;
    private AuthMessage.@Nullable Challenge ourChallenge;
    private AuthMessage.@Nullable Hello peer;
    private @Nullable CookieExchange cookies;
    private @Nullable AuthenticatedPeer authenticated;

    HandshakeMachine(HandshakeLocal local, HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        this.local = local;
        this.checks = new PeerChecks(local);
        this.connection = connection;
        this.client = connection.role() == Role.CLIENT;
        this.outputs = outputs;
        this.ourCookieNonce = local.nonce();
        this.ourSession = local.session().replacing(connection.replaces());
    }

    @Override
    public void start(long wallClockMillis) {
        if (state != HandshakeState.NEW) {
            throw new IllegalStateException("a handshake is started once");
        }
        state = HandshakeState.HELLO;
        byte[] ours = connection.localCertificate();
        byte[] theirs = connection.peerCertificate();
        if (ours == null || theirs == null) {
            String whose = ours == null ? "this node" : "the peer";
            fail(AuthFailure.CHANNEL_BINDING_FAILED, "the TLS certificate of " + whose + " is missing");
            return;
        }
        binding = new ChannelBinding(connection.role(), ours, theirs);
        boolean certain = local.neverWaives(connection.expected());
        send(local.opening(certain ? challenge(wallClockMillis) : null));
    }

    @Override
    public void handle(HandshakeInput input, long wallClockMillis) {
        if (state == HandshakeState.NEW) {
            throw new IllegalStateException("the handshake was not started");
        }
        if (state == HandshakeState.ENDED) {
            return;
        }
        try {
            dispatch(input, wallClockMillis);
        } catch (HandshakeException e) {
            fail(e.reason(), e.detail());
        }
    }

    private void dispatch(HandshakeInput input, long now) {
        if (input instanceof HandshakeInput.Received received) {
            onReceived(received.bytes(), now);
        } else if (input instanceof HandshakeInput.StreamEnded) {
            onStreamEnded();
        } else if (input instanceof HandshakeInput.ControlStreamOpened) {
            onControlStreamOpened();
        } else if (input instanceof HandshakeInput.Admission admission) {
            onAdmission(admission.refusal(), now);
        } else if (input instanceof HandshakeInput.PinStored stored) {
            onPinStored(stored.refusal(), now);
        } else if (input instanceof HandshakeInput.BudgetExpired) {
            throw checks.budgetExpired(state);
        }
    }

    private void onReceived(ByteBuffer bytes, long now) {
        try {
            for (AuthMessage message = next(bytes); message != null; message = next(bytes)) {
                onMessage(message, now);
            }
        } finally {
            bytes.position(bytes.limit());
        }
    }

    private @Nullable AuthMessage next(ByteBuffer bytes) {
        try {
            return state == HandshakeState.ENDED ? null : decoder.next(bytes);
        } catch (MalformedInputException e) {
            throw new HandshakeException(AuthFailure.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private void onMessage(AuthMessage message, long now) {
        if (message instanceof AuthMessage.Hello hello) {
            onHello(hello, now);
        } else if (message instanceof AuthMessage.ForeignHello hello) {
            expect(HandshakeState.HELLO, "HELLO");
            throw checks.foreignVersion(hello.version());
        } else if (message instanceof AuthMessage.Succession succession) {
            onSuccession(succession.chain());
        } else if (message instanceof AuthMessage.Challenge challenge) {
            onChallenge(challenge, now);
        } else if (message instanceof AuthMessage.Response response) {
            onResponse(response.signature());
        } else if (message instanceof AuthMessage.Ok) {
            onOk();
        } else if (message instanceof AuthMessage.CookieNonce cookie) {
            onCookie(cookie.nonce());
        } else if (message instanceof AuthMessage.Proof proof) {
            onProof(proof.mac());
        } else if (message instanceof AuthMessage.SessionOffer offer) {
            onSession(offer.session());
        } else if (message instanceof AuthMessage.Fail fail) {
            end(AuthFailure.ofWord(fail.reason()), true, "the peer refused this node: '" + fail.reason() + "'");
        }
    }

    private void onHello(AuthMessage.Hello hello, long now) {
        expect(HandshakeState.HELLO, "HELLO");
        peer = hello;
        checks.name(hello, connection.expected());
        checks.revocation(hello);
        if (requireNonNull(binding).sameCertificate()) {
            throw new HandshakeException(
                    AuthFailure.CHANNEL_BINDING_FAILED,
                    hello.node() + " presented the TLS certificate of this node: the SSL bundle must be per node");
        }
        waived = local.waives(hello.node());
        state = waived ? HandshakeState.OK : HandshakeState.CHALLENGE;
        if (!waived) {
            if (ourChallenge == null) {
                send(challenge(now));
            }
        } else if (client || local.config().enabled()) {
            sendOk();
        }
    }

    private void onSuccession(SuccessionChain chain) {
        if (offered != null || (state != HandshakeState.CHALLENGE && !(state == HandshakeState.OK && waived))) {
            throw outOfOrder("SUCCESSION");
        }
        if (!chain.fits(peer().publicKey())) {
            throw new HandshakeException(
                    AuthFailure.MALFORMED_MESSAGE, peer().node() + " offered a succession that ends in another key");
        }
        offered = chain;
    }

    private void onChallenge(AuthMessage.Challenge challenge, long now) {
        if (state == HandshakeState.OK && waived) {
            throw checks.wantsSignature(peer().node());
        }
        expect(HandshakeState.CHALLENGE, "CHALLENGE");
        trust(now);
        checks.clock(peer().node(), challenge.wallClockMillis(), now);
        if (MessageDigest.isEqual(
                challenge.nonce(), requireNonNull(ourChallenge).nonce())) {
            throw new HandshakeException(AuthFailure.MALFORMED_MESSAGE, peer().node() + " sent our own challenge back");
        }
        state = HandshakeState.RESPONSE;
        byte[] message = requireNonNull(binding).signedByUs(challenge, local.publicKey());
        send(new AuthMessage.Response(local.identity().sign(message)));
    }

    private void onResponse(byte[] signature) {
        expect(HandshakeState.RESPONSE, "RESPONSE");
        PublicKey key = peer().publicKey();
        byte[] message = requireNonNull(binding).signedByPeer(requireNonNull(ourChallenge), key);
        if (!NodeIdentity.verify(key, message, signature)) {
            throw new HandshakeException(
                    AuthFailure.SIGNATURE_INVALID,
                    peer().node() + " did not sign our challenge on this connection with key " + key.fingerprint());
        }
        state = HandshakeState.OK;
        sendOk();
    }

    private void onOk() {
        if (state == HandshakeState.CHALLENGE) {
            throw checks.skippedSignature(peer().node(), client);
        }
        expect(HandshakeState.OK, "OK");
        state = HandshakeState.COOKIE;
        if (!okSent) {
            sendOk();
        }
    }

    private void onCookie(byte[] nonce) {
        expect(HandshakeState.COOKIE, "COOKIE");
        if (MessageDigest.isEqual(nonce, ourCookieNonce)) {
            throw new HandshakeException(AuthFailure.COOKIE_MISMATCH, peer().node() + " sent our own nonce back");
        }
        Cookie cookie = local.config().cookie();
        byte[] certificates = requireNonNull(binding).ofConnection();
        cookies = client
                ? new CookieExchange(cookie, ourCookieNonce, nonce, certificates)
                : new CookieExchange(cookie, nonce, ourCookieNonce, certificates);
        state = HandshakeState.PROOF;
        if (client) {
            send(new AuthMessage.Proof(cookies.proof(Role.CLIENT)));
        }
    }

    private void onProof(byte[] mac) {
        expect(HandshakeState.PROOF, "PROOF");
        CookieExchange exchange = requireNonNull(cookies);
        if (!exchange.isProof(client ? Role.SERVER : Role.CLIENT, mac)) {
            throw new HandshakeException(
                    AuthFailure.COOKIE_MISMATCH, peer().node() + " does not know the cookie of this cluster");
        }
        state = HandshakeState.SESSION;
        if (client) {
            sendSession();
        } else {
            send(new AuthMessage.Proof(exchange.proof(Role.SERVER)));
        }
    }

    private void onSession(Session session) {
        expect(HandshakeState.SESSION, "SESSION");
        checks.session(ourSession, session);
        Assurance assurance = waived ? Assurance.COOKIE_ONLY : Assurance.IDENTITY;
        long linkId = requireNonNull(cookies).linkId();
        authenticated = new AuthenticatedPeer(peer().node(), peer().publicKey(), session, assurance, linkId);
        state = HandshakeState.ADMISSION;
        outputs.accept(new HandshakeOutput.Admit(authenticated));
    }

    private void onAdmission(@Nullable AuthFailure refusal, long now) {
        requireWaitingFor(HandshakeState.ADMISSION);
        if (refusal != null) {
            throw new HandshakeException(refusal, peer().node() + " was not admitted");
        }
        // A key nobody proved is never pinned. Trust is decided again: a pin may have come or gone meanwhile.
        PinChange change = waived ? null : trust(now);
        if (change == null) {
            onAccepted();
        } else {
            state = HandshakeState.PIN;
            outputs.accept(new HandshakeOutput.StorePin(change));
        }
    }

    private void onPinStored(@Nullable AuthFailure refusal, long now) {
        requireWaitingFor(HandshakeState.PIN);
        if (refusal != null) {
            throw new HandshakeException(refusal, "the key of " + peer().node() + " could not be pinned");
        }
        trust(now);
        onAccepted();
    }

    private @Nullable PinChange trust(long now) {
        return checks.trust(peer(), offered == null ? SuccessionChain.NONE : offered, now);
    }

    private void onAccepted() {
        if (client) {
            establish();
        } else {
            state = HandshakeState.CONTROL_STREAM;
            sendSession();
        }
    }

    private void onControlStreamOpened() {
        if (state != HandshakeState.CONTROL_STREAM) {
            throw new HandshakeException(
                    AuthFailure.MALFORMED_MESSAGE,
                    "the peer opened the control stream while " + state + " was awaited");
        }
        establish();
    }

    private void onStreamEnded() {
        if (state.compareTo(HandshakeState.ADMISSION) < 0 || decoder.insideMessage()) {
            throw new HandshakeException(
                    AuthFailure.MALFORMED_MESSAGE,
                    "the peer's authentication stream ended while " + state + " was awaited");
        }
    }

    private void establish() {
        checks.revocation(peer());
        state = HandshakeState.ENDED;
        AuthenticatedPeer established = requireNonNull(authenticated);
        if (established.assurance() == Assurance.IDENTITY) {
            local.trust().seen(established.node());
        }
        outputs.accept(new HandshakeOutput.Established(established));
    }

    private void fail(AuthFailure reason, String detail) {
        state = HandshakeState.ENDED;
        send(new AuthMessage.Fail(reason.word()));
        end(reason, false, detail);
    }

    private void end(AuthFailure reason, boolean byPeer, String detail) {
        state = HandshakeState.ENDED;
        NodeId node = peer == null ? null : peer.node();
        outputs.accept(new HandshakeOutput.Failed(reason, node, byPeer, detail.replaceAll("[^\\x20-\\x7e]", "?")));
    }

    private AuthMessage.Challenge challenge(long now) {
        AuthMessage.Challenge challenge = new AuthMessage.Challenge(local.nonce(), now);
        ourChallenge = challenge;
        return challenge;
    }

    private void sendOk() {
        okSent = true;
        send(new AuthMessage.Ok(), new AuthMessage.CookieNonce(ourCookieNonce));
    }

    private void sendSession() {
        ByteBuffer bytes;
        try {
            bytes = AuthCodec.encode(new AuthMessage.SessionOffer(ourSession));
        } catch (MalformedInputException e) {
            throw new HandshakeException(
                    AuthFailure.INTERNAL_ERROR, "this node's own session cannot be sent: " + e.getMessage());
        }
        outputs.accept(new HandshakeOutput.Send(bytes));
    }

    private void send(AuthMessage... messages) {
        outputs.accept(new HandshakeOutput.Send(AuthCodec.encode(messages)));
    }

    private AuthMessage.Hello peer() {
        return requireNonNull(peer);
    }

    private void expect(HandshakeState expected, String message) {
        if (state != expected) {
            throw outOfOrder(message);
        }
    }

    private void requireWaitingFor(HandshakeState answered) {
        if (state != answered) {
            throw new IllegalStateException("an answer for " + answered + " came while waiting for " + state);
        }
    }

    private HandshakeException outOfOrder(String message) {
        return new HandshakeException(
                AuthFailure.MALFORMED_MESSAGE, "the peer sent " + message + " while " + state + " was awaited");
    }
}
