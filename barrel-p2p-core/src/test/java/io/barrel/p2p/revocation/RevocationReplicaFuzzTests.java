package io.barrel.p2p.revocation;

import static io.barrel.p2p.revocation.Signers.ADMIN;
import static io.barrel.p2p.revocation.Signers.KEY;
import static io.barrel.p2p.revocation.Signers.OTHER_KEY;
import static io.barrel.p2p.revocation.Signers.STRANGER;
import static io.barrel.p2p.revocation.Signers.forged;
import static io.barrel.p2p.revocation.Signers.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.FuzzedReplica;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.List;

/** Members say what they like of who is revoked; only the administrator's word, signed, counts. */
class RevocationReplicaFuzzTests {

    private static final NodeId GOOD = NodeId.of("good@h");
    private static final NodeId BAD = NodeId.of("bad@h");
    private static final NodeId PEER = NodeId.of("peer@h");

    /** The administrator revokes one of both; everybody else revokes the other, and forges it of the administrator. */
    private static final List<ReplicaEntry> SAID = List.of(
            RevocationCodec.encode(signed(ADMIN, BAD, 1, KEY)),
            RevocationCodec.encode(signed(ADMIN, BAD, 2, KEY, OTHER_KEY)),
            RevocationCodec.encode(signed(STRANGER, GOOD, 3, KEY)),
            RevocationCodec.encode(signed(STRANGER, BAD, 4)),
            forged(signed(ADMIN, GOOD, 5, KEY)),
            forged(signed(ADMIN, BAD, 6)));

    private final List<RevocationOutput> outputs = new ArrayList<>();
    private ReplicaMessage asked = FuzzedReplica.none();

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void onlyTheAdministratorRevokes(FuzzedDataProvider data) {
        new RevocationReplicaFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        RevocationBook book = Signers.book();
        RevocationReplica replica = new RevocationReplica(book, ReplicaConfig.DEFAULT, random, outputs::add);
        FuzzedReplica hostile = new FuzzedReplica(random, () -> entry(random));
        boolean inForce = false;
        long now = 0;
        while (random.hasMore()) {
            now += random.nextInt(2_000);
            replica.handle(input(random, hostile), now);
            for (RevocationOutput output : outputs) {
                if (output instanceof RevocationOutput.SendTo send) {
                    asked = send.message();
                } else if (output instanceof RevocationOutput.InForce told) {
                    assertThat(told.event().node()).isEqualTo(BAD);
                    inForce = true;
                }
            }
            outputs.clear();
            assertThat(book.node(GOOD)).isFalse();
            assertThat(book.node(BAD)).isEqualTo(inForce);
            assertThat(replica.size()).isEqualTo(inForce ? 1 : 0);
        }
    }

    private RevocationInput input(FuzzedRandom random, FuzzedReplica hostile) {
        return switch (random.nextInt(6)) {
            case 0 -> new RevocationInput.NeighborUp(PEER);
            case 1 -> new RevocationInput.NeighborDown(PEER);
            case 2 -> new RevocationInput.TimerFired(random.any(FuzzedReplica.TIMERS));
            case 3 -> new RevocationInput.Delivered(PEER, List.of(entry(random), entry(random)));
            default ->
                new RevocationInput.Received(
                        PEER,
                        Hostile.decoded(() -> hostile.message(asked))
                                .flatMap(said -> said)
                                .orElse(asked));
        };
    }

    private static ReplicaEntry entry(FuzzedRandom random) {
        ReplicaEntry entry = random.any(SAID);
        return random.nextInt(8) == 0
                ? new ReplicaEntry(entry.key(), entry.version(), ByteString.copyFrom(random.bytes(60)))
                : entry;
    }
}
