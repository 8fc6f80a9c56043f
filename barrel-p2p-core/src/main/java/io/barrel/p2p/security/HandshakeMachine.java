package io.barrel.p2p.security;

import io.barrel.p2p.security.HandshakeParameters.Role;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
     * HELLO waits for nothing, the second message of a client waits for HELLO at most, and that of a server for the
     * client's HELLO or OK at most: there is no circle, hence no deadlock. If one end waives and the other does not, the
     * waiving end finds CHALLENGE (auth_mode_mismatch) and the other may find OK: a client says unexpected_auth_ok, a
     * server auth_mode_mismatch. No end without a waiver of its own ever takes OK in place of a signature.
     */

    /** What the peer's stream must bring next, or what this end waits for. */
    private enum State {
        /** {@link #start} was not called yet. */
        NEW,
        /** The peer must say who it is. */
        HELLO,
        /** The peer may offer a succession, then must challenge us. */
        CHALLENGE,
        /** The peer must answer our challenge. */
        RESPONSE,
        /** The peer must be content with us. */
        OK,
        /** The peer must send its nonce for the cookie's proof. */
        COOKIE,
        /** The peer must prove the cookie. */
        PROOF,
        /** The peer must say what it is. */
        SESSION,
        /** The node must say whether it takes the peer. */
        ADMISSION,
        /** The pin must become durable. */
        PIN,
        /** The client must open the control stream. */
        CONTROL_STREAM,
        /** Established or failed. */
        ENDED
    }

    /** What all handshakes of this node share, with its identity of the moment. */
    record Local(
            AuthConfig config,
            CookieOnlyNodes cookieOnlyNodes,
            NodeId self,
            NodeIdentity identity,
            Supplier<Session> session,
            TrustStore trust,
            SecureRandom random) {}

    private final Local local;
    private final PeerTrust trust;
    private final HandshakeParameters connection;
    private final boolean client;
    private final @Nullable ChannelProofs proofs;
    private final Consumer<HandshakeOutput> outputs;
    private final AuthDecoder decoder = new AuthDecoder();
    private final byte[] ourCookieNonce;

    private State state = State.NEW;
    private boolean waived;
    private boolean okSent;
    private boolean successionSeen;
    private AuthMessage.@Nullable Challenge ourChallenge;
    private byte @Nullable [] peerCookieNonce;
    private AuthMessage.@Nullable Hello peer;
    private @Nullable Session ourSession;
    private @Nullable AuthenticatedPeer authenticated;

    HandshakeMachine(Local local, HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        this.local = local;
        this.trust = new PeerTrust(local.trust(), local.config().trustMode());
        this.connection = connection;
        this.client = connection.role() == Role.CLIENT;
        this.outputs = outputs;
        this.ourCookieNonce = nonce();
        byte[] ours = connection.localCertificate();
        byte[] theirs = connection.peerCertificate();
        this.proofs = ours == null || theirs == null ? null : new ChannelProofs(connection.role(), ours, theirs);
    }

    @Override
    public void start(long wallClockMillis) {
        if (state != State.NEW) {
            throw new IllegalStateException("a handshake is started once");
        }
        state = State.HELLO;
        if (proofs == null) {
            String whose = connection.localCertificate() == null ? "this end" : "the peer";
            fail(AuthFailure.CHANNEL_BINDING_FAILED, "the TLS certificate of " + whose + " is missing");
            return;
        }
        AuthMessage.Hello hello =
                new AuthMessage.Hello(local.self(), local.identity().publicKey());
        if (neverWaives()) {
            send(hello, challenge(wallClockMillis));
        } else {
            send(hello);
        }
    }

    @Override
    public void handle(HandshakeInput input, long wallClockMillis) {
        if (state == State.NEW) {
            throw new IllegalStateException("the handshake was not started");
        }
        if (state == State.ENDED) {
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
            onAdmission(admission.refusal());
        } else if (input instanceof HandshakeInput.PinStored stored) {
            onPinStored(stored.refusal());
        } else if (input instanceof HandshakeInput.BudgetExpired) {
            throw new HandshakeException(
                    AuthFailure.HANDSHAKE_TIMEOUT, "auth.handshake-timeout expired while waiting for " + state);
        }
    }

    private void onReceived(ByteBuffer bytes, long now) {
        try {
            AuthMessage message = next(bytes);
            while (message != null) {
                onMessage(message, now);
                message = state == State.ENDED ? null : next(bytes);
            }
        } finally {
            bytes.position(bytes.limit());
        }
    }

    private @Nullable AuthMessage next(ByteBuffer bytes) {
        try {
            return decoder.next(bytes);
        } catch (MalformedInputException e) {
            throw new HandshakeException(AuthFailure.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
        }
    }

    private void onMessage(AuthMessage message, long now) {
        if (message instanceof AuthMessage.Hello hello) {
            onHello(hello, now);
        } else if (message instanceof AuthMessage.ForeignHello hello) {
            onForeignHello(hello);
        } else if (message instanceof AuthMessage.Succession) {
            onSuccession();
        } else if (message instanceof AuthMessage.Challenge challenge) {
            onChallenge(challenge, now);
        } else if (message instanceof AuthMessage.Response response) {
            onResponse(response);
        } else if (message instanceof AuthMessage.Ok) {
            onOk();
        } else if (message instanceof AuthMessage.CookieNonce cookie) {
            onCookie(cookie.nonce());
        } else if (message instanceof AuthMessage.Proof proof) {
            onProof(proof.mac());
        } else if (message instanceof AuthMessage.SessionOffer offer) {
            onSession(offer.session());
        } else if (message instanceof AuthMessage.Fail fail) {
            onFail(fail.reason());
        }
    }

    private void onHello(AuthMessage.Hello hello, long now) {
        expect(State.HELLO, "HELLO");
        peer = hello;
        NodeId node = hello.node();
        if (node.equals(local.self()) || hello.publicKey().equals(local.identity().publicKey())) {
            throw new HandshakeException(
                    AuthFailure.SELF, "the peer is " + node + " with the key " + fingerprint(hello) + ", this node is "
                            + local.self() + " with the key "
                            + local.identity().publicKey().fingerprint());
        }
        NodeId expected = connection.expected();
        if (expected != null && !expected.equals(node)) {
            throw new HandshakeException(AuthFailure.NAME_MISMATCH, "dialled " + expected + " but " + node + " answered");
        }
        if (proofs().sameCertificate()) {
            throw new HandshakeException(
                    AuthFailure.CHANNEL_BINDING_FAILED,
                    node + " presented the TLS certificate of this node: the SSL bundle must be per node");
        }
        waived = !local.config().enabled() || local.cookieOnlyNodes().match(node);
        if (!waived) {
            state = State.CHALLENGE;
            if (ourChallenge == null) {
                send(challenge(now));
            }
        } else {
            state = State.OK;
            if (client || local.config().enabled()) {
                sendOk();
            }
        }
    }

    private void onForeignHello(AuthMessage.ForeignHello hello) {
        expect(State.HELLO, "HELLO");
        throw new HandshakeException(
                AuthFailure.UNSUPPORTED_VERSION,
                "the peer speaks handshake version " + hello.version() + ", this node " + AuthMessage.VERSION);
    }

    /* A succession is read and bounded, and is no reason to trust: what auth.key-succession=reject means. */
    private void onSuccession() {
        if (successionSeen || (state != State.CHALLENGE && !(state == State.OK && waived))) {
            throw outOfOrder("SUCCESSION");
        }
        successionSeen = true;
    }

    private void onChallenge(AuthMessage.Challenge challenge, long now) {
        AuthMessage.Hello from = peer();
        if (state == State.OK && waived) {
            throw new HandshakeException(
                    AuthFailure.AUTH_MODE_MISMATCH,
                    from.node() + " wants an Ed25519 signature, and " + waiver() + ": both ends must agree");
        }
        expect(State.CHALLENGE, "CHALLENGE");
        trust.decide(from.node(), from.publicKey());
        checkClock(challenge.wallClockMillis(), now);
        AuthMessage.Challenge ours = ourChallenge();
        if (MessageDigest.isEqual(challenge.nonce(), ours.nonce())) {
            throw new HandshakeException(AuthFailure.MALFORMED_MESSAGE, from.node() + " sent our own challenge back");
        }
        state = State.RESPONSE;
        byte[] message = proofs().signedByUs(challenge, local.identity().publicKey());
        send(new AuthMessage.Response(local.identity().sign(message)));
    }

    private void onResponse(AuthMessage.Response response) {
        expect(State.RESPONSE, "RESPONSE");
        AuthMessage.Hello from = peer();
        byte[] message = proofs().signedByPeer(ourChallenge(), from.publicKey());
        if (!NodeIdentity.verify(from.publicKey(), message, response.signature())) {
            throw new HandshakeException(
                    AuthFailure.SIGNATURE_INVALID,
                    from.node() + " did not sign our challenge on this connection with the key " + fingerprint(from));
        }
        state = State.OK;
        sendOk();
    }

    private void onOk() {
        if (state == State.CHALLENGE) {
            throw new HandshakeException(
                    client ? AuthFailure.UNEXPECTED_AUTH_OK : AuthFailure.AUTH_MODE_MISMATCH,
                    peer().node() + " skipped Ed25519, and this node neither lists it in auth.cookie-only-nodes nor has"
                            + " auth.enabled=false");
        }
        expect(State.OK, "OK");
        state = State.COOKIE;
        if (!okSent) {
            sendOk();
        }
    }

    private void onCookie(byte[] nonce) {
        expect(State.COOKIE, "COOKIE");
        if (MessageDigest.isEqual(nonce, ourCookieNonce)) {
            throw new HandshakeException(AuthFailure.COOKIE_MISMATCH, peer().node() + " sent our own nonce back");
        }
        peerCookieNonce = nonce;
        state = State.PROOF;
        if (client) {
            send(new AuthMessage.Proof(cookieProof(Role.CLIENT)));
        }
    }

    private void onProof(byte[] mac) {
        expect(State.PROOF, "PROOF");
        if (!MessageDigest.isEqual(mac, cookieProof(client ? Role.SERVER : Role.CLIENT))) {
            throw new HandshakeException(
                    AuthFailure.COOKIE_MISMATCH, peer().node() + " does not know the cookie of this cluster");
        }
        state = State.SESSION;
        if (client) {
            sendSession();
        } else {
            send(new AuthMessage.Proof(cookieProof(Role.SERVER)));
        }
    }

    private void onSession(Session session) {
        expect(State.SESSION, "SESSION");
        SessionAgreement.check(ourSession(), session);
        AuthMessage.Hello from = peer();
        authenticated = new AuthenticatedPeer(
                from.node(),
                from.publicKey(),
                session,
                waived ? Assurance.COOKIE_ONLY : Assurance.IDENTITY,
                ChannelProofs.linkId(clientNonce(), serverNonce()));
        state = State.ADMISSION;
        outputs.accept(new HandshakeOutput.Admit(authenticated));
    }

    private void onAdmission(@Nullable AuthFailure refusal) {
        if (state != State.ADMISSION) {
            throw new IllegalStateException("an admission was not asked for in state " + state);
        }
        AuthMessage.Hello from = peer();
        if (refusal != null) {
            throw new HandshakeException(refusal, from.node() + " was not admitted: " + refusal.word());
        }
        // A key that nobody proved is never pinned. The decision is taken again: a pin may have come or gone meanwhile.
        if (waived || trust.decide(from.node(), from.publicKey())) {
            accepted();
        } else {
            state = State.PIN;
            outputs.accept(new HandshakeOutput.StorePin(from.node(), from.publicKey()));
        }
    }

    private void onPinStored(@Nullable AuthFailure refusal) {
        if (state != State.PIN) {
            throw new IllegalStateException("no pin was to be stored in state " + state);
        }
        AuthMessage.Hello from = peer();
        if (refusal != null) {
            throw new HandshakeException(refusal, "the key of " + from.node() + " could not be pinned");
        }
        trust.decide(from.node(), from.publicKey());
        accepted();
    }

    private void accepted() {
        if (client) {
            establish();
        } else {
            state = State.CONTROL_STREAM;
            sendSession();
        }
    }

    private void onControlStreamOpened() {
        if (state != State.CONTROL_STREAM) {
            throw new HandshakeException(
                    AuthFailure.MALFORMED_MESSAGE,
                    "the peer opened the control stream while " + state + " was awaited");
        }
        establish();
    }

    private void establish() {
        AuthenticatedPeer established = authenticated;
        if (established == null) {
            throw new IllegalStateException("nobody is authenticated");
        }
        state = State.ENDED;
        if (!waived) {
            local.trust().seen(established.node());
        }
        outputs.accept(new HandshakeOutput.Established(established));
    }

    private void onStreamEnded() {
        if (state.compareTo(State.ADMISSION) < 0 || decoder.insideMessage()) {
            throw new HandshakeException(
                    AuthFailure.MALFORMED_MESSAGE, "the peer's authentication stream ended early, before " + state);
        }
    }

    private void onFail(String word) {
        AuthFailure reason = AuthFailure.ofWord(word);
        end(reason, true, "the peer refused this node: " + word);
    }

    private void fail(AuthFailure reason, String detail) {
        send(new AuthMessage.Fail(reason.word()));
        end(reason, false, detail);
    }

    private void end(AuthFailure reason, boolean byPeer, String detail) {
        state = State.ENDED;
        NodeId node = peer == null ? null : peer.node();
        outputs.accept(new HandshakeOutput.Failed(reason, node, byPeer, detail.replaceAll("[^\\x20-\\x7e]", "?")));
    }

    private boolean neverWaives() {
        NodeId expected = connection.expected();
        return local.config().enabled()
                && (local.config().cookieOnlyNodes().isEmpty()
                        || (expected != null && !local.cookieOnlyNodes().match(expected)));
    }

    private String waiver() {
        return local.config().enabled()
                ? "this node lists it in auth.cookie-only-nodes"
                : "this node has auth.enabled=false";
    }

    private void checkClock(long theirs, long ours) {
        long window = local.config().timestampWindow().toMillis();
        if (theirs < ours - window || theirs > ours + window) {
            throw new HandshakeException(
                    AuthFailure.TIMESTAMP_SKEW,
                    "the clock of " + peer().node() + " says " + theirs + " ms, ours " + ours
                            + " ms, and auth.timestamp-window is " + window + " ms");
        }
    }

    private AuthMessage.Challenge challenge(long now) {
        AuthMessage.Challenge challenge = new AuthMessage.Challenge(nonce(), now);
        ourChallenge = challenge;
        return challenge;
    }

    private byte[] nonce() {
        byte[] nonce = new byte[AuthMessage.NONCE_LENGTH];
        local.random().nextBytes(nonce);
        return nonce;
    }

    private void sendOk() {
        okSent = true;
        send(new AuthMessage.Ok(), new AuthMessage.CookieNonce(ourCookieNonce));
    }

    private void sendSession() {
        ByteBuffer bytes;
        try {
            bytes = AuthCodec.encode(new AuthMessage.SessionOffer(ourSession()));
        } catch (MalformedInputException e) {
            throw new HandshakeException(
                    AuthFailure.INTERNAL_ERROR, "the session of this node cannot be sent: " + e.getMessage());
        }
        outputs.accept(new HandshakeOutput.Send(bytes));
    }

    private void send(AuthMessage... messages) {
        outputs.accept(new HandshakeOutput.Send(AuthCodec.encode(messages)));
    }

    private byte[] cookieProof(Role prover) {
        return proofs().cookieProof(local.config().cookie(), prover, clientNonce(), serverNonce());
    }

    private byte[] clientNonce() {
        return client ? ourCookieNonce : peerCookieNonce();
    }

    private byte[] serverNonce() {
        return client ? peerCookieNonce() : ourCookieNonce;
    }

    /** What this node says of itself, the same throughout one handshake. */
    private Session ourSession() {
        Session session = ourSession;
        if (session == null) {
            session = local.session().get().replacing(connection.replaces());
            ourSession = session;
        }
        return session;
    }

    private void expect(State expected, String message) {
        if (state != expected) {
            throw outOfOrder(message);
        }
    }

    private HandshakeException outOfOrder(String message) {
        return new HandshakeException(
                AuthFailure.MALFORMED_MESSAGE, "the peer sent " + message + " while " + state + " was awaited");
    }
}
