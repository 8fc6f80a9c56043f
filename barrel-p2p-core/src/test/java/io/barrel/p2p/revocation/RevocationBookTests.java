package io.barrel.p2p.revocation;

import static io.barrel.p2p.revocation.Signers.ADMIN;
import static io.barrel.p2p.revocation.Signers.CLUSTER;
import static io.barrel.p2p.revocation.Signers.KEY;
import static io.barrel.p2p.revocation.Signers.OTHER_KEY;
import static io.barrel.p2p.revocation.Signers.SELF;
import static io.barrel.p2p.revocation.Signers.STRANGER;
import static io.barrel.p2p.revocation.Signers.THIEF;
import static io.barrel.p2p.revocation.Signers.book;
import static io.barrel.p2p.revocation.Signers.fingerprint;
import static io.barrel.p2p.revocation.Signers.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barrel.p2p.revocation.Revocation.Effect;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevocationBookTests {

    private final PublicKey stolen = NodeIdentity.generate(new SecureRandom()).publicKey();
    private final PublicKey fresh = NodeIdentity.generate(new SecureRandom()).publicKey();
    private final RevocationBook book = book();

    private SignedRevocation ofThief(long issuedAt) {
        return signed(ADMIN, THIEF, issuedAt, stolen.fingerprint());
    }

    @Test
    void aRevokersWordBarsNameAndKeys() {
        assertThat(book.take(ofThief(1), false)).isTrue();

        assertThat(book.node(THIEF)).isTrue();
        assertThat(book.key(stolen)).isTrue();
        assertThat(book.key(fresh)).isFalse();
        assertThat(book.node(NodeId.of("honest@b"))).isFalse();
        assertThat(book.inForce()).isEqualTo(1);
        assertThat(book.all()).extracting(Revocation::effect).containsExactly(Effect.IN_FORCE);
    }

    @Test
    void aStrangersWordBarsNobody() {
        assertThat(book.take(signed(STRANGER, THIEF, 1, stolen.fingerprint()), false))
                .isFalse();

        assertThat(book.node(THIEF)).isFalse();
        assertThat(book.key(stolen)).isFalse();
        assertThat(book.all()).extracting(Revocation::effect).containsExactly(Effect.NOT_HONOURED);
        assertThat(book.entries()).isEmpty();
    }

    @Test
    void whatThisNodeIssuesAlwaysApplies() {
        SealedRevocation own = book.issue(STRANGER, THIEF, List.of(), "stolen", 1);

        assertThat(book.take(own.signed(), true)).isTrue();

        assertThat(book.node(THIEF)).isTrue();
        assertThat(book.entries()).hasSize(1);
    }

    @Test
    void itNeverBarsTheNodeItself() {
        assertThat(book.take(signed(ADMIN, SELF, 1), false)).isTrue();

        assertThat(book.node(SELF)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> book.issue(ADMIN, SELF, List.of(), "why", 1));
    }

    @Test
    void anOperatorsPinLiftsTheNameAndThePinnedKeyAlone() {
        book.take(ofThief(1), false);

        assertThat(book.lift(THIEF, fresh.fingerprint())).isTrue();

        assertThat(book.node(THIEF)).isFalse();
        assertThat(book.key(stolen)).isTrue();
        assertThat(book.inForce()).isZero();
        assertThat(book.all()).extracting(Revocation::effect).containsExactly(Effect.LIFTED);

        assertThat(book.lift(THIEF, stolen.fingerprint())).isTrue();
        assertThat(book.key(stolen)).isFalse();
        assertThat(book.lift(THIEF, stolen.fingerprint())).isFalse();
    }

    @Test
    void aNewerRevocationBarsWhomAnOperatorLetIn() {
        book.take(ofThief(1), false);
        book.lift(THIEF, stolen.fingerprint());

        book.take(ofThief(2), false);

        assertThat(book.node(THIEF)).isTrue();
        assertThat(book.key(stolen)).isTrue();
    }

    @Test
    void liftingOneNodeLiftsNoOther() {
        book.take(ofThief(1), false);
        book.take(signed(ADMIN, NodeId.of("other@b"), 1, stolen.fingerprint()), false);

        book.lift(THIEF, stolen.fingerprint());

        assertThat(book.node(THIEF)).isFalse();
        assertThat(book.key(stolen)).isTrue();
        assertThat(book.node(NodeId.of("other@b"))).isTrue();
    }

    @Test
    void aLaterRevocationByThisNodeBarsTheFormerKeysAsWell() {
        book.take(book.issue(ADMIN, THIEF, List.of(KEY), "stolen", 5).signed(), true);

        SignedRevocation later =
                book.issue(ADMIN, THIEF, List.of(OTHER_KEY), "stolen again", 3).signed();

        assertThat(later.keys()).containsExactly(KEY, OTHER_KEY);
        assertThat(later.issuedAt()).isEqualTo(6);
        assertThat(later.isSignedFor(CLUSTER)).isTrue();
    }

    @Test
    void reasonsAreBounded() {
        assertThatThrownBy(() -> book.issue(ADMIN, THIEF, List.of(), "", 1))
                .isInstanceOf(MalformedInputException.class);
        assertThatThrownBy(() -> book.issue(ADMIN, THIEF, List.of(), "r".repeat(201), 1))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void aRevokerIsKnownByItsKey() {
        assertThat(book.honours(RevocationCodec.key(ADMIN.publicKey(), THIEF))).isTrue();
        assertThat(book.honours(RevocationCodec.key(STRANGER.publicKey(), THIEF)))
                .isFalse();
        assertThat(fingerprint(ADMIN)).hasSize(64);
    }

    @Test
    void whatIsFullTakesNoFurtherNode() {
        RevocationBook full = book();
        SignedRevocation one = ofThief(1);
        List<HeldRevocation> held = IntStream.range(0, Revocations.MAX_REVOCATIONS)
                .mapToObj(i -> new HeldRevocation(
                        new SignedRevocation(
                                one.issuerKey(),
                                one.issuer(),
                                NodeId.of("n" + i + "@b"),
                                one.keys(),
                                one.reason(),
                                1,
                                one.signature()),
                        true,
                        null))
                .toList();
        full.restore(held);

        assertThatIllegalStateException()
                .isThrownBy(() -> full.issue(ADMIN, THIEF, List.of(), "stolen", 1))
                .withMessageContaining("4096");
        assertThat(full.issue(ADMIN, NodeId.of("n7@b"), List.of(), "again", 1)
                        .revocation()
                        .node())
                .isEqualTo(NodeId.of("n7@b"));
    }
}
