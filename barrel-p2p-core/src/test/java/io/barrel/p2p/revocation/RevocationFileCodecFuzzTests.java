package io.barrel.p2p.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.Hostile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

class RevocationFileCodecFuzzTests {

    private static final byte[] HEADER = "barrel-p2p revocations 1\n".getBytes(StandardCharsets.US_ASCII);

    /** Behind a right checksum, or nothing would ever get past it. */
    @FuzzTest
    void fileIsReadOrMalformed(byte[] input) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
        byte[] file = ByteBuffer.allocate(HEADER.length + digest.length + input.length)
                .put(HEADER)
                .put(digest)
                .put(input)
                .array();
        RevocationBook book = Signers.book();
        Hostile.decoded(() -> {
                    RevocationFileCodec.decode(file, book);
                    return book;
                })
                .ifPresent(read -> {
                    RevocationBook again = Signers.book();
                    RevocationFileCodec.decode(RevocationFileCodec.encode(read), again);
                    assertThat(again.all()).isEqualTo(read.all());
                });
    }
}
