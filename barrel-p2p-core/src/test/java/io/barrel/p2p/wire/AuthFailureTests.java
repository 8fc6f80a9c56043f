package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AuthFailureTests {

    @Test
    void vocabularyIsClosed() {
        assertThat(Arrays.stream(AuthFailure.values()).map(AuthFailure::word))
                .containsExactlyInAnyOrder(
                        "key_mismatch",
                        "untrusted_key",
                        "signature_invalid",
                        "timestamp_skew",
                        "handshake_timeout",
                        "unsupported_version",
                        "malformed_message",
                        "name_mismatch",
                        "cookie_mismatch",
                        "unexpected_auth_ok",
                        "channel_binding_failed",
                        "auth_mode_mismatch",
                        "cluster_mismatch",
                        "ring_size_mismatch",
                        "rejected",
                        "revoked",
                        "stale_incarnation",
                        "self",
                        "internal_error");
    }

    @Test
    void wordsOfOtherVersionsAreInternalErrors() {
        assertThat(AuthFailure.ofWord("key_mismatch")).isEqualTo(AuthFailure.KEY_MISMATCH);
        assertThat(AuthFailure.ofWord("quantum_mismatch")).isEqualTo(AuthFailure.INTERNAL_ERROR);
    }
}
