package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of a running node, and may do to it. */
class OperationsIT {

    @TempDir
    private static Path directory;

    private static Nodes nodes;
    private static NodeProcess readOnly;
    private static NodeProcess unrestricted;

    @BeforeAll
    static void startTwoNodesThatMeet() {
        nodes = new Nodes(directory, "OperationsIT");
        readOnly = nodes.startOnAnyPort();
        unrestricted = nodes.startOnAnyPort("--management.endpoint.p2p.access=unrestricted");
        Nodes.awaitMesh(List.of(readOnly, unrestricted));
    }

    @AfterAll
    static void end() {
        nodes.close();
    }

    @Test
    void pageAndItsFilesAreServedUnderAStrictPolicy() {
        for (String path : new String[] {"/", "/assets/board.js", "/assets/board.css", "/assets/icon.svg"}) {
            HttpResponse<String> answer = readOnly.get(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                    .doesNotContain("unsafe");
        }
        String page = readOnly.get("/").body();
        assertThat(page)
                .contains("<html lang=\"en\">")
                .contains("assets/board.js")
                .contains("assets/board.css");
        assertThat(page).doesNotContain("<style").doesNotContain("style=").doesNotContain("://");
        assertThat(readOnly.get("/assets/board.js").body())
                .as("what the server says is never read as markup")
                .contains("textContent")
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void boardShowsTheNodeItsPeersAndWhatHappened() {
        JsonNode board = readOnly.json("/api/board");

        assertThat(board.at("/node/state").asString()).isEqualTo("joined");
        assertThat(board.at("/node/id").asString()).matches("sample-[0-9a-f]{8}@.+");
        assertThat(board.at("/node/fingerprint").asString()).matches("[0-9a-f]{64}");
        String peer = unrestricted.json("/api/board").at("/node/id").asString();
        assertThat(board.at("/peers/active/0/node").asString()).isEqualTo(peer);
        assertThat(board.at("/connections/0/peer").asString()).isEqualTo(peer);
        assertThat(board.at("/connections/0/assurance").asString()).isEqualTo("identity");
        assertThat(board.at("/events")
                        .valueStream()
                        .map(event -> event.at("/type").asString()))
                .contains("peer_up", "joined");
    }

    @Test
    void endpointAnswersJsonToWhoeverAsksForNothingElse() {
        HttpResponse<String> answer = readOnly.get("/actuator/p2p");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
        JsonNode summary = new JsonMapper().readTree(answer.body());
        assertThat(summary.at("/node/id").asString())
                .isEqualTo(readOnly.json("/api/board").at("/node/id").asString());
        assertThat(summary.at("/views/active").size()).isEqualTo(1);
        assertThat(summary.at("/auth/trustMode").asString()).isEqualTo("tofu");
    }

    @Test
    void healthOfAJoinedNodeIsUp() {
        assertThat(readOnly.json("/actuator/health")
                        .at("/components/p2p/status")
                        .asString())
                .isEqualTo("UP");
    }

    @Test
    void metersHaveTheNamesOfTheGuide() {
        String scrape = readOnly.get("/actuator/prometheus").body();

        assertThat(scrape)
                .contains("barrel_p2p_hyparview_peer_up_total")
                .contains("barrel_p2p_hyparview_peer_down_total")
                .contains("barrel_p2p_hyparview_joined_total")
                .contains("barrel_p2p_hyparview_left_total")
                .contains("barrel_p2p_hyparview_shuffle_total")
                .contains("barrel_p2p_hyparview_pending_timeout_total")
                .contains("barrel_p2p_hyparview_view")
                .contains("barrel_p2p_dist_auth_attempts_total")
                .contains("barrel_p2p_dist_auth_duration_seconds_bucket")
                .contains("barrel_p2p_dist_auth_failures_total")
                .contains("barrel_p2p_dist_connections")
                .contains("barrel_p2p_transport_sent_bytes_total")
                .contains("barrel_p2p_transport_received_bytes_total")
                .contains("barrel_p2p_tls_certificate_expiry")
                .contains("barrel_p2p_events_dropped_total");
        assertThat(scrape.lines()
                        .filter(line -> line.startsWith("barrel_p2p_hyparview_peer_up_total"))
                        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ')))))
                .singleElement()
                .satisfies(ups -> assertThat(ups).isPositive());
    }

    @Test
    void readOnlyEndpointRefusesToRotate() throws IOException {
        String before = readOnly.node().fingerprint();

        assertThat(readOnly.post("/actuator/p2p/rotate/identity").statusCode()).isEqualTo(405);

        assertThat(readOnly.node().fingerprint()).isEqualTo(before);
        try (Stream<Path> keys = Files.list(keysOf(readOnly))) {
            assertThat(keys.map(file -> file.getFileName().toString())).doesNotContain("backups");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "reads POSIX permissions")
    void unrestrictedEndpointRotatesTheIdentityAndKeepsABackup() throws IOException {
        byte[] oldKey = Files.readAllBytes(keysOf(unrestricted).resolve("node.key"));
        String oldFingerprint = unrestricted.node().fingerprint();

        HttpResponse<String> answer = unrestricted.post("/actuator/p2p/rotate/identity");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode rotation = new JsonMapper().readTree(answer.body());
        Path backup = directory.resolve(rotation.at("/backupDir").asString());
        assertThat(backup).isDirectory();
        assertThat(backup).hasParent(keysOf(unrestricted).resolve("backups"));
        assertThat(backup.getFileName().toString()).matches("\\d{8}T\\d{6}Z.*");
        assertThat(permissions(backup)).isEqualTo("rwx------");
        assertThat(permissions(backup.resolve("node.key"))).isEqualTo("rw-------");
        assertThat(backup.resolve("node.key")).hasBinaryContent(oldKey);
        assertThat(rotation.at("/fingerprint").asString())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(oldFingerprint);
        assertThat(rotation.at("/restartRequired").asBoolean()).isFalse();
    }

    private static Path keysOf(NodeProcess node) {
        return directory.resolve(node.node().dataDir()).resolve("keys");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
