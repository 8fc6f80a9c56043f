package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsOpenToOthers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.barrel.p2p.engine.RevocationFile;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.revocation.RevocationInput;
import io.barrel.p2p.revocation.RevocationReplica;
import io.barrel.p2p.security.DyingSteps.Death;
import io.barrel.p2p.security.DyingSteps.Died;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is revoked outlives the process, whatever it dies of; and no damage makes a barred peer welcome. */
class RevocationFileTests {

    private static final NodeId SELF = NodeId.of("self@a");
    private static final NodeId THIEF = NodeId.of("thief@b");
    private static final NodeIdentity IDENTITY = NodeIdentity.generate(new SecureRandom());
    private static final String KEY = "ab".repeat(32);
    private static final int SEEDS = 30;

    @TempDir(factory = FastTempDir.class)
    Path root;

    private int runs;

    private static RevocationBook book() {
        return new RevocationBook(SELF, "test", List.of());
    }

    private static void revoke(RevocationBook book, NodeId node) {
        RevocationReplica replica =
                new RevocationReplica(book, ReplicaConfig.DEFAULT, new SplittableRandom(1), output -> {});
        replica.handle(new RevocationInput.Issue(book.issue(IDENTITY, node, List.of(KEY), "stolen", 1)), 0);
    }

    private static List<Revocation> read(Path directory) {
        RevocationBook book = book();
        new RevocationFile(new SecureFiles(), directory).load(book);
        return book.all();
    }

    private Path fresh() {
        Path directory = root.resolve(Integer.toString(runs++));
        DyingSteps.immortal().openDirectory(directory);
        return directory;
    }

    private Path written() throws IOException {
        Path directory = fresh();
        RevocationBook book = book();
        revoke(book, THIEF);
        new RevocationFile(DyingSteps.immortal(), directory).save(book);
        return directory;
    }

    private static Path file(Path directory) {
        return directory.resolve("revocations");
    }

    private static NodeStartException loading(Path directory) {
        NodeStartException failure = catchThrowableOfType(NodeStartException.class, () -> read(directory));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(NodeStartException.Kind.UNREADABLE_FILE);
        return failure;
    }

    @Test
    void whatIsWrittenIsReadWithWhoIssuedItAndWhatWasLifted() throws IOException {
        Path directory = fresh();
        RevocationBook book = book();
        revoke(book, THIEF);
        revoke(book, NodeId.of("other@b"));
        book.lift(THIEF, KEY);

        new RevocationFile(new SecureFiles(), directory).save(book);

        assertThat(read(directory)).isEqualTo(book.all());
        assertThat(book.all()).extracting(Revocation::effect).contains(Revocation.Effect.LIFTED);
        assertNothingIsOpenToOthers(directory);
    }

    @Test
    void aNodeWithoutAFileBarsNobody() {
        assertThat(read(fresh())).isEmpty();
    }

    @Test
    void nothingIsWrittenTwice() throws IOException {
        Path directory = fresh();
        RevocationBook book = book();
        RevocationFile file = new RevocationFile(new SecureFiles(), directory);
        file.save(book);
        assertThat(file(directory)).doesNotExist();
        revoke(book, THIEF);
        file.save(book);
        Files.delete(file(directory));

        file.save(book);

        assertThat(file(directory)).doesNotExist();
    }

    @Test
    void anyDamagedByteStopsTheStart() throws IOException {
        Path directory = written();
        byte[] good = Files.readAllBytes(file(directory));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            Files.write(file(directory), bad);
            loading(directory);
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file(directory), Arrays.copyOf(good, length));
            loading(directory);
        }
        Files.write(file(directory), good);
        assertThat(read(directory)).hasSize(1);
    }

    @Test
    void theFileOfAnotherClusterStopsTheStart() throws IOException {
        Path directory = written();

        RevocationBook foreign = new RevocationBook(SELF, "other", List.of());

        assertThatExceptionOfType(NodeStartException.class)
                .isThrownBy(() -> new RevocationFile(new SecureFiles(), directory).load(foreign))
                .withMessageContaining("'test'")
                .withMessageContaining("'other'");
    }

    @ParameterizedTest
    @EnumSource
    void aCrashLeavesTheFileBeforeOrAfter(Death death) throws IOException {
        for (int seed = 0; seed < (death == Death.POWER_LOST ? SEEDS : 1); seed++) {
            List<Integer> found = new ArrayList<>();
            boolean died = true;
            for (int step = 0; died; step++) {
                Path directory = written();
                RevocationBook book = book();
                RevocationFile file =
                        new RevocationFile(new SecureFiles(new DyingSteps(step, death, seed * 100L + step)), directory);
                file.load(book);
                revoke(book, NodeId.of("other@b"));
                died = catchThrowableOfType(Died.class, () -> file.save(book)) != null;
                assertNothingIsOpenToOthers(directory);
                found.add(read(directory).size());
            }
            assertThat(found).hasSizeGreaterThan(4).endsWith(2).allMatch(size -> size == 1 || size == 2);
        }
    }
}
