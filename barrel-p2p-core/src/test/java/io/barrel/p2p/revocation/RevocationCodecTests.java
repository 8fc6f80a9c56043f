package io.barrel.p2p.revocation;

import static io.barrel.p2p.revocation.Signers.ADMIN;
import static io.barrel.p2p.revocation.Signers.ADMIN_NODE;
import static io.barrel.p2p.revocation.Signers.CLUSTER;
import static io.barrel.p2p.revocation.Signers.KEY;
import static io.barrel.p2p.revocation.Signers.OTHER_KEY;
import static io.barrel.p2p.revocation.Signers.THIEF;
import static io.barrel.p2p.revocation.Signers.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.RevocationProto.RevocationValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationCodecTests {

    private static final ReplicaEntry GOOD = RevocationCodec.encode(signed(ADMIN, THIEF, 1_000, KEY, OTHER_KEY));

    private static ReplicaEntry with(@Nullable ByteString value) {
        return new ReplicaEntry(GOOD.key(), GOOD.version(), value);
    }

    private static RevocationValue.Builder value() throws Exception {
        ByteString value = GOOD.value();
        assertThat(value).isNotNull();
        return RevocationValue.parseFrom(value).toBuilder();
    }

    private static void assertMalformed(ReplicaEntry entry) {
        assertThatThrownBy(() -> RevocationCodec.decode(entry)).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void whatWasEncodedIsDecodedAndStillSigned() {
        SignedRevocation revocation = RevocationCodec.decode(GOOD);

        assertThat(revocation).isEqualTo(signed(ADMIN, THIEF, 1_000, KEY, OTHER_KEY));
        assertThat(revocation.isSignedFor(CLUSTER)).isTrue();
    }

    @Test
    void theLargestFitsItsBound() {
        String longest = "n".repeat(127) + "@" + "h".repeat(127);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < SignedRevocation.MAX_KEYS; i++) {
            keys.add(HexFormat.of().toHexDigits((byte) i).repeat(32));
        }
        SignedRevocation largest = SignedRevocation.sign(
                ADMIN,
                CLUSTER,
                NodeId.of(longest),
                NodeId.of(longest),
                keys,
                "r".repeat(Revocations.MAX_REASON),
                SignedRevocation.MAX_ISSUED_AT);

        ReplicaEntry entry = RevocationCodec.encode(largest);

        assertThat(RevocationCodec.decode(entry)).isEqualTo(largest);
        assertThat(entry.isWithinBounds()).isTrue();
    }

    @Test
    void theSignatureCoversEveryPart() {
        SignedRevocation right = signed(ADMIN, THIEF, 1_000, KEY);
        NodeId other = NodeId.of("other@b");
        ByteString signature = right.signature();
        NodeIdentity stranger = Signers.STRANGER;
        List<SignedRevocation> wrong = List.of(
                new SignedRevocation(stranger.publicKey(), ADMIN_NODE, THIEF, List.of(KEY), "stolen", 1_000, signature),
                new SignedRevocation(ADMIN.publicKey(), other, THIEF, List.of(KEY), "stolen", 1_000, signature),
                new SignedRevocation(ADMIN.publicKey(), ADMIN_NODE, other, List.of(KEY), "stolen", 1_000, signature),
                new SignedRevocation(ADMIN.publicKey(), ADMIN_NODE, THIEF, List.of(), "stolen", 1_000, signature),
                new SignedRevocation(ADMIN.publicKey(), ADMIN_NODE, THIEF, List.of(KEY), "lost", 1_000, signature),
                new SignedRevocation(ADMIN.publicKey(), ADMIN_NODE, THIEF, List.of(KEY), "stolen", 1_001, signature));

        assertThat(wrong).allSatisfy(one -> assertThat(one.isSignedFor(CLUSTER)).isFalse());
        assertThat(right.isSignedFor("another cluster")).isFalse();
        assertThat(right.isSignedFor(CLUSTER)).isTrue();
    }

    /** The bytes of docs/protocol.md, section 12.2. */
    @Test
    void whatIsSignedIsAsWritten() {
        byte[] message = new SignedRevocation(
                        ADMIN.publicKey(), ADMIN_NODE, THIEF, List.of(KEY), "stolen", 258, ByteString.EMPTY)
                .message(CLUSTER);

        assertThat(HexFormat.of().formatHex(message))
                .isEqualTo(hex("barrel-p2p revocation v1\0") + "0004" + hex("test")
                        + HexFormat.of().formatHex(ADMIN.publicKey().bytes()) + "0007" + hex("admin@a") + "0007"
                        + hex("thief@b") + "0000000000000102" + "0001" + KEY + "0006" + hex("stolen"));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatExceedsABoundIsRefused() throws Exception {
        assertMalformed(with(null));
        assertMalformed(with(ByteString.copyFrom(new byte[RevocationCodec.MAX_VALUE + 1])));
        assertMalformed(with(ByteString.copyFromUtf8("not a revocation")));
        assertMalformed(with(value().setReason("r".repeat(Revocations.MAX_REASON + 1))
                .build()
                .toByteString()));
        assertMalformed(with(value().setReason("").build().toByteString()));
        assertMalformed(with(value().setReason("line\nline").build().toByteString()));
        assertMalformed(with(value().setIssuer("nobody").build().toByteString()));
        assertMalformed(
                with(value().addKeys(ByteString.copyFrom(new byte[31])).build().toByteString()));
        assertMalformed(with(value().addKeys(value().getKeys(0)).build().toByteString()));
        RevocationValue.Builder many = value();
        for (int i = many.getKeysCount(); i <= SignedRevocation.MAX_KEYS; i++) {
            many.addKeys(ByteString.copyFrom(new byte[32]));
        }
        assertMalformed(with(many.build().toByteString()));
        assertMalformed(new ReplicaEntry(GOOD.key(), ByteString.copyFrom(new byte[7]), GOOD.value()));
        assertMalformed(
                new ReplicaEntry(GOOD.key(), ByteString.copyFrom(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0}), GOOD.value()));
        assertMalformed(new ReplicaEntry(GOOD.key().substring(0, 32), GOOD.version(), GOOD.value()));
    }

    /** Whoever passes it on could append to it for ever, and each time it would win over itself. */
    @Test
    void otherBytesOfTheSameRevocationAreRefused() throws Exception {
        ByteString unknownField = ByteString.copyFrom(new byte[] {(byte) 0xf8, 0x07, 0x01});
        ByteString value = value().build().toByteString();

        assertMalformed(with(value.concat(unknownField)));
        assertMalformed(with(value.concat(value().clearKeys().build().toByteString())));
    }

    @Property
    void bytesFromNowhereAreAMalformedInputAndNothingElse(
            @ForAll byte[] key, @ForAll byte[] version, @ForAll byte[] value) {
        ReplicaEntry entry =
                new ReplicaEntry(ByteString.copyFrom(key), ByteString.copyFrom(version), ByteString.copyFrom(value));
        try {
            assertThat(RevocationCodec.encode(RevocationCodec.decode(entry))).isEqualTo(entry);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
