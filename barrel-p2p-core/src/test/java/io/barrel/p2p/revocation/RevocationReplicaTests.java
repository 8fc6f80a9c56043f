package io.barrel.p2p.revocation;

import static io.barrel.p2p.revocation.Signers.ADMIN;
import static io.barrel.p2p.revocation.Signers.ADMIN_NODE;
import static io.barrel.p2p.revocation.Signers.CLUSTER;
import static io.barrel.p2p.revocation.Signers.KEY;
import static io.barrel.p2p.revocation.Signers.SELF;
import static io.barrel.p2p.revocation.Signers.STRANGER;
import static io.barrel.p2p.revocation.Signers.THIEF;
import static io.barrel.p2p.revocation.Signers.book;
import static io.barrel.p2p.revocation.Signers.forged;
import static io.barrel.p2p.revocation.Signers.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RevocationReplicaTests {

    private static final NodeId PEER = NodeId.of("peer@a");

    private final List<RevocationOutput> outputs = new ArrayList<>();
    private final RevocationBook book = book();
    private final RevocationReplica replica = replica(book);

    private RevocationReplica replica(RevocationBook of) {
        return new RevocationReplica(of, ReplicaConfig.DEFAULT, new SplittableRandom(1), outputs::add);
    }

    private void deliver(ReplicaEntry... entries) {
        replica.handle(new RevocationInput.Delivered(PEER, List.of(entries)), 0);
    }

    private List<NodeRevoked> told() {
        return outputs.stream()
                .filter(RevocationOutput.InForce.class::isInstance)
                .map(output -> ((RevocationOutput.InForce) output).event())
                .toList();
    }

    private List<Refusal> refused() {
        return outputs.stream()
                .filter(RevocationOutput.Refused.class::isInstance)
                .map(output -> ((RevocationOutput.Refused) output).refusal())
                .toList();
    }

    @Test
    void aRevokersRevocationIsTakenAndTold() {
        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 1, KEY)));

        assertThat(told()).containsExactly(new NodeRevoked(THIEF, ADMIN_NODE, "stolen"));
        assertThat(book.node(THIEF)).isTrue();
        assertThat(replica.size()).isEqualTo(1);
    }

    @Test
    void theSameAgainIsToldOnceEvenAfterAnOperatorLiftedIt() {
        ReplicaEntry entry = RevocationCodec.encode(signed(ADMIN, THIEF, 1, KEY));
        deliver(entry);
        book.lift(THIEF, KEY);

        deliver(entry, entry);

        assertThat(told()).hasSize(1);
        assertThat(book.node(THIEF)).isFalse();
    }

    @Test
    void anOlderOneByTheSameIssuerChangesNothing() {
        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 2)));
        book.lift(THIEF, KEY);

        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 1, KEY)));

        assertThat(book.node(THIEF)).isFalse();
        assertThat(told()).hasSize(1);
        assertThat(refused()).isEmpty();
    }

    @Test
    void aNewerOneBarsAgainWhomAnOperatorLetIn() {
        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 1)));
        book.lift(THIEF, KEY);

        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 2)));

        assertThat(book.node(THIEF)).isTrue();
        assertThat(told()).hasSize(2);
    }

    @Test
    void aForgedSignatureIsRefused() {
        deliver(forged(signed(ADMIN, THIEF, 1, KEY)));

        assertThat(refused()).containsExactly(Refusal.FORGED);
        assertThat(book.all()).isEmpty();
        assertThat(replica.size()).isZero();
    }

    @Test
    void oneOfAnotherClusterIsRefused() {
        SignedRevocation foreign = SignedRevocation.sign(ADMIN, "other", ADMIN_NODE, THIEF, List.of(), "stolen", 1);

        deliver(RevocationCodec.encode(foreign));

        assertThat(refused()).containsExactly(Refusal.FORGED);
        assertThat(foreign.isSignedFor(CLUSTER)).isFalse();
    }

    @Test
    void aStrangersRevocationIsLeftOutWithoutAWord() {
        deliver(RevocationCodec.encode(signed(STRANGER, THIEF, 1, KEY)));

        assertThat(outputs).isEmpty();
        assertThat(book.all()).isEmpty();
        assertThat(replica.size()).isZero();
    }

    @Test
    void nonsenseAndTombstonesAreRefused() {
        ReplicaEntry good = RevocationCodec.encode(signed(ADMIN, THIEF, 1));
        deliver(good);

        deliver(
                new ReplicaEntry(good.key(), ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}), null),
                new ReplicaEntry(
                        good.key(), ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 9}), ByteString.EMPTY),
                new ReplicaEntry(ByteString.copyFromUtf8("short"), good.version(), good.value()));

        assertThat(refused()).containsExactly(Refusal.MALFORMED, Refusal.MALFORMED, Refusal.MALFORMED);
        assertThat(book.node(THIEF)).isTrue();
    }

    @Test
    void aFloodOfForgeriesIsCheckedUpToAShareOfItsSenderAlone() {
        List<ReplicaEntry> flood = Collections.nCopies(CheckBudget.BURST + 100, forged(signed(ADMIN, THIEF, 1)));
        replica.handle(new RevocationInput.Received(PEER, new ReplicaMessage.Push(1, flood)), 0);

        assertThat(refused()).hasSize(CheckBudget.BURST + 100);
        assertThat(refused().stream().filter(Refusal.BUSY::equals)).hasSize(100);

        ReplicaEntry right = RevocationCodec.encode(signed(ADMIN, THIEF, 1));
        replica.handle(new RevocationInput.Received(ADMIN_NODE, new ReplicaMessage.Push(1, List.of(right))), 0);

        assertThat(book.node(THIEF)).isTrue();
    }

    @Test
    void whatIsHeldIsNotCheckedAgain() {
        ReplicaEntry right = RevocationCodec.encode(signed(ADMIN, THIEF, 1));
        List<ReplicaEntry> often = Collections.nCopies(CheckBudget.BURST + 100, right);

        replica.handle(new RevocationInput.Received(PEER, new ReplicaMessage.Push(1, often)), 0);

        assertThat(refused()).isEmpty();
        assertThat(told()).hasSize(1);
    }

    @Test
    void whatThisNodeIssuesIsBroadcast() {
        replica.handle(new RevocationInput.Issue(book.issue(STRANGER, THIEF, List.of(KEY), "stolen", 1)), 0);

        assertThat(told()).containsExactly(new NodeRevoked(THIEF, SELF, "stolen"));
        assertThat(outputs)
                .filteredOn(RevocationOutput.Broadcast.class::isInstance)
                .hasSize(1);
        assertThat(book.node(THIEF)).isTrue();
    }

    @Test
    void aRevocationOfThisNodeIsTakenAndToldAndBarsItNot() {
        deliver(RevocationCodec.encode(signed(ADMIN, SELF, 1)));

        assertThat(told()).containsExactly(new NodeRevoked(SELF, ADMIN_NODE, "stolen"));
        assertThat(book.node(SELF)).isFalse();
    }

    @Test
    void aRestartedReplicaHoldsWhatTheBookHolds() {
        deliver(RevocationCodec.encode(signed(ADMIN, THIEF, 1)));

        assertThat(replica(book).digest()).isEqualTo(replica.digest());
    }

    /** Of each issuer and node the latest stays, in whatever order and however often they come. */
    @Property(tries = 50)
    void anyOrderLeadsToTheSameBook(@ForAll long seed) {
        List<ReplicaEntry> entries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            NodeId node = NodeId.of("n" + i % 3 + "@b");
            entries.add(RevocationCodec.encode(signed(i % 2 == 0 ? ADMIN : STRANGER, node, 1 + i / 3, KEY)));
        }
        List<ReplicaEntry> shuffled = new ArrayList<>(entries);
        shuffled.addAll(entries.subList(0, 6));
        Collections.shuffle(shuffled, new Random(seed));
        RevocationBook one =
                new RevocationBook(SELF, CLUSTER, List.of(Signers.fingerprint(ADMIN), Signers.fingerprint(STRANGER)));
        RevocationBook other =
                new RevocationBook(SELF, CLUSTER, List.of(Signers.fingerprint(ADMIN), Signers.fingerprint(STRANGER)));
        RevocationReplica inOrder = replica(one);
        RevocationReplica inDisorder = replica(other);

        entries.forEach(entry -> inOrder.handle(new RevocationInput.Delivered(PEER, List.of(entry)), 0));
        shuffled.forEach(entry -> inDisorder.handle(new RevocationInput.Delivered(PEER, List.of(entry)), 0));

        assertThat(inDisorder.digest()).isEqualTo(inOrder.digest());
        assertThat(other.all()).isEqualTo(one.all());
        assertThat(one.all()).hasSize(6);
    }
}
