package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.TrustStoreFullException;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.json.JSONException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.springframework.boot.WebApplicationType;

/** What {@code /actuator/p2p} answers over real HTTP, whatever the web server (docs/reference/endpoint.md). */
abstract class P2pEndpointContract extends EndpointOverHttp {

    private static final String VIEWS = """
            {"active": [{"node": "orders@b", "address": "10.0.0.2:9100", "since": "2026-01-02T03:04:05Z",
                         "rttMillis": 1.5}],
             "passive": [{"node": "orders@c", "address": "10.0.0.3:9100", "lastSeen": "2026-01-02T03:04:05Z",
                          "failures": 2}],
             "activeSize": 5, "passiveSize": 30}""";

    private static final String AUTH =
            """
            {"enabled": true, "trustMode": "tofu", "keySuccession": "accept", "trustedPeers": 1,
             "attempts": {"incoming": {"ok": 3, "fail": 1}, "outgoing": {"ok": 2, "fail": 0}},
             "failures": {"key_mismatch": 1},
             "handshakeMillis": {"p50": 1.5, "p95": 2.5, "max": 9.0},
             "identity": {"fingerprint": "%s", "publicKey": "%s", "createdAt": "2026-01-02T03:04:05Z"},
             "certificate": {"fingerprint": "cd34", "notBefore": "2026-01-02T03:04:05Z",
                             "notAfter": "2026-01-02T03:05:05Z"}}""".formatted(MockNode.KEY.fingerprint(), Base64.getEncoder().encodeToString(MockNode.KEY.bytes()));

    private static final String REVOCATION = """
            {"node": "orders@c", "keys": ["%s"], "reason": "laptop stolen", "issuedAt": "2026-01-02T03:04:05Z",
             "issuer": "orders@a", "issuerKey": "%s", "effect": "in_force"}""".formatted("ab".repeat(32), "cd".repeat(32));

    private static final String PIN = """
            {"node": "orders@b", "fingerprint": "%s", "addedAt": "2026-01-02T03:04:05Z", "source": "%s"}""";

    P2pEndpointContract(WebApplicationType type) {
        super(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "application/json"})
    void summaryIsJsonForWhoeverAsks(String accept) {
        HttpResponse<String> response = send("GET", "", null, accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("json");
        assertJson(response, """
                {"node": {"id": "orders@a", "state": "joined", "address": "10.0.0.1:9100", "incarnation": "7",
                          "fingerprint": "ab12", "version": "0.1.0", "startedAt": "2026-01-02T03:04:05Z"},
                 "views": {"active": ["orders@b"], "passive": ["orders@c"], "activeSize": 5, "passiveSize": 30},
                 "auth": %s,
                 "members": {"alive": 1, "suspect": 0, "dead": 1, "left": 0},
                 "services": 1, "connections": 1, "access": "read_only"}""".formatted(AUTH));
        unrestricted = true;
        assertThat(send("GET", "", null, accept).body()).contains("\"access\":\"unrestricted\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "application/json"})
    void sectionIsJsonForWhoeverAsks(String accept) {
        assertJson(send("GET", "/views", null, accept), VIEWS);
    }

    @Test
    void sectionsAnswerWithTheirKeys() {
        assertJson(get("/auth"), AUTH);
        assertJson(get("/trust"), "{'pins': [" + pin("tofu") + "], 'total': 1}");
        assertJson(get("/trust/orders@b"), pin("tofu"));
        assertJson(get("/revocations"), "{'revocations': [" + REVOCATION + "], 'total': 1}");
        assertJson(get("/members"), """
                {"members": [
                   {"node": "orders@c", "incarnation": "8", "status": "dead", "address": "10.0.0.3:9100",
                    "metadata": {}, "since": "2026-01-02T03:04:07Z", "accuser": "orders@b", "reason": "probe_failed"},
                   {"node": "orders@a", "incarnation": "7", "status": "alive", "address": "10.0.0.1:9100",
                    "metadata": {"region": "eu"}, "since": "2026-01-02T03:04:06Z"}],
                 "total": 2,
                 "suspicions": [
                   {"node": "orders@c", "incarnation": "8", "accuser": "orders@b", "reason": "probe_failed",
                    "since": "2026-01-02T03:04:05Z", "outcome": "confirmed", "ended": "2026-01-02T03:04:07Z"}]}""");
        assertJson(get("/gossip"), """
                {"eager": ["orders@b"], "lazy": ["orders@c"], "cachedMessages": 3, "cachedBytes": 4000, "missing": 2}""");
        String prices = """
                {"service": "prices",
                 "instances": [{"node": "orders@b", "since": "2026-01-02T03:04:05Z", "metadata": {"zone": "eu"}}]}""";
        assertJson(get("/services"), "{'services': [" + prices + "], 'total': 1}");
        assertJson(get("/services/prices"), prices);
        assertJson(get("/connections"), """
                {"connections": [{"node": "orders@b", "address": "10.0.0.2:9100", "via": [], "dialled": true, "active": true,
                   "assurance": "cookie_only", "incarnation": "9", "since": "2026-01-02T03:04:05Z", "rttMillis": 1.5,
                   "bytesSent": 10, "bytesReceived": 20, "framesSent": 1, "framesReceived": 2}],
                 "total": 1}""");
    }

    @ParameterizedTest
    @CsvSource({
        "/nonsense,          unknown_section",
        "/nonsense/entry,    unknown_section",
        "/views/orders@b,    unknown_path",
        "/trust/orders@zzz,  unknown_node",
        "/trust/nonsense,    unknown_node",
        "/services/nonsense, unknown_service"
    })
    void unknownPathIsNotFoundWithAReason(String path, String error) {
        assertFailure(get(path), 404, error);
    }

    @Test
    void stoppedNodeStillAnswers() {
        given(mock.node.authentication()).willReturn(Optional.empty());
        mock.node.stop();

        assertThat(get("").body()).contains("\"node\":{\"state\":\"stopped\"}");
        assertFailure(get("/auth"), 503, "not_running");
        assertFailure(get("/trust"), 503, "not_running");
        assertFailure(get("/revocations"), 503, "not_running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rotate/identity",
                "/rotate/certificate",
                "/membership/leave",
                "/trust/orders@b",
                "/revocations/orders@c"
            })
    void readOnlyEndpointAllowsNoWrite(String path) {
        assertThat(post(path, null).statusCode()).isEqualTo(405);
        assertThat(post(path, "{}").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", path, null, "").statusCode()).isEqualTo(405);
        verify(mock.keyRotation, never()).rotateIdentity();
        verify(mock.keyRotation, never()).rotateCertificate();
        verify(mock.trustStore, never()).remove(any());
        verify(mock.revocations, never()).revoke(any(), any());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "{}")
    void rotationTakesNoBodyOrAnEmptyObject(@Nullable String body) {
        unrestricted = true;

        assertJson(post("/rotate/identity", body), """
                {"keyFile": "/data/node.key", "certFile": "/data/node.pub", "backupDir": "/data/backups/1",
                 "fingerprint": "cafe", "restartRequired": false}""");
        assertThat(post("/rotate/certificate", body).body()).contains("\"restartRequired\":false");
        assertThat(audited)
                .containsExactly(
                        "anonymous P2P_KEY_ROTATED identity cafe", "anonymous P2P_KEY_ROTATED certificate beef");
    }

    @Test
    void aRotationIsTakenBack() {
        unrestricted = true;

        assertThat(post("/rotate/rollback-identity", null).body()).contains("\"fingerprint\":\"0cafe\"");
        assertThat(post("/rotate/rollback-certificate", null).body()).contains("\"fingerprint\":\"0beef\"");
        assertThat(audited)
                .containsExactly(
                        "anonymous P2P_KEY_ROLLED_BACK identity 0cafe",
                        "anonymous P2P_KEY_ROLLED_BACK certificate 0beef");
        given(mock.keyRotation.rollbackIdentity()).willThrow(new IllegalStateException("no backup"));
        assertFailure(post("/rotate/rollback-identity", null), 409, "wrong_state");
    }

    @Test
    void membershipOperationsAnswerWithTheViews() {
        unrestricted = true;

        assertJson(post("/membership/join", "{\"contact\": \"orders@b:9100\"}"), VIEWS);
        verify(mock.membership).join("orders@b:9100");
        assertJson(post("/membership/leave", null), VIEWS);
        verify(mock.node).leave();
    }

    @Test
    void pinsAreAddedAndRemovedByAnOperator() {
        unrestricted = true;

        assertJson(post("/trust/orders@b", key(MockNode.KEY.bytes())), pin("operator"));
        verify(mock.trustStore).pin(MockNode.ACTIVE, MockNode.KEY, Pin.Source.OPERATOR);

        HttpResponse<String> removed = send("DELETE", "/trust/orders@b", null, "");
        assertThat(removed.statusCode()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertThat(audited).containsExactly("anonymous P2P_KEY_PINNED orders@b", "anonymous P2P_KEY_UNPINNED orders@b");
    }

    @Test
    void nodesAreRevokedByAnOperator() {
        unrestricted = true;

        assertJson(post("/revocations/orders@c", "{\"reason\": \"laptop stolen\"}"), REVOCATION);

        verify(mock.revocations).revoke(MockNode.PASSIVE, "laptop stolen");
        assertThat(audited).containsExactly("anonymous P2P_NODE_REVOKED orders@c");
    }

    @Test
    void requestThatCannotBeUnderstoodIsRefusedWithAReason() {
        unrestricted = true;
        given(mock.membership.join("nowhere")).willThrow(new MalformedInputException("'nowhere' is not a contact"));

        assertFailure(post("/membership/join", null), 400, "missing_parameter");
        assertFailure(post("/membership/join", "{}"), 400, "missing_parameter");
        assertFailure(post("/membership/join", "{\"contact\": \"nowhere\"}"), 400, "malformed_input");
        assertFailure(post("/trust/nonsense", key(new byte[32])), 400, "malformed_input");
        assertFailure(post("/trust/orders@b", key(new byte[31])), 400, "malformed_input");
        assertFailure(post("/trust/orders@b", "{\"publicKey\": \"***\"}"), 400, "malformed_input");
        assertFailure(post("/revocations/orders@c", null), 400, "missing_parameter");
        assertFailure(post("/revocations/nonsense", "{\"reason\": \"stolen\"}"), 400, "malformed_input");
        assertFailure(post("/revocations/orders@a", "{\"reason\": \"stolen\"}"), 400, "own_node");
        given(mock.revocations.revoke(any(), any())).willThrow(new MalformedInputException("the reason is too long"));
        assertFailure(post("/revocations/orders@c", "{\"reason\": \"long\"}"), 400, "malformed_input");
        assertThat(audited).isEmpty();
    }

    @Test
    void bodyOfAnotherContentTypeIsRefused() {
        unrestricted = true;
        HttpRequest form = HttpRequest.newBuilder(uri("/actuator/p2p/membership/join"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("contact=orders@b:9100"))
                .build();

        assertThat(exchange(form).statusCode()).isEqualTo(415);
        verify(mock.membership, never()).join(any());
    }

    @Test
    void unknownOperationIsNotFoundWithAReason() {
        unrestricted = true;

        assertFailure(post("/rotate/nonsense", null), 404, "unknown_operation");
        assertFailure(send("DELETE", "/views/orders@b", null, ""), 404, "unknown_operation");
        assertFailure(send("DELETE", "/revocations/orders@c", null, ""), 404, "unknown_operation");
        assertFailure(send("DELETE", "/trust/orders@zzz", null, ""), 404, "unknown_node");
        assertFailure(send("DELETE", "/trust/nonsense", null, ""), 404, "unknown_node");
    }

    @Test
    void failedOperationSaysWhyWithoutAStackTrace() {
        unrestricted = true;
        TrustStoreFullException full = mock(TrustStoreFullException.class);
        given(full.getMessage()).willReturn("the trust store is full");
        given(mock.membership.join(any()))
                .willReturn(CompletableFuture.failedStage(new JoinException("orders@b did not answer")));
        given(mock.keyRotation.rotateIdentity())
                .willThrow(new UncheckedIOException(new IOException("no space left on device")));
        given(mock.keyRotation.rotateCertificate()).willThrow(new ArithmeticException("secret detail"));
        given(mock.trustStore.pin(any(), any(), any())).willThrow(full);
        given(mock.revocations.revoke(any(), any()))
                .willReturn(CompletableFuture.failedStage(new UncheckedIOException(new IOException("disk full"))));

        assertFailure(post("/membership/join", "{\"contact\": \"orders@b:9100\"}"), 503, "join_failed");
        assertFailure(post("/rotate/identity", null), 503, "io_error");
        assertFailure(post("/trust/orders@b", key(new byte[32])), 409, "trust_store_full");
        assertFailure(post("/revocations/orders@c", "{\"reason\": \"stolen\"}"), 503, "io_error");
        HttpResponse<String> unforeseen = post("/rotate/certificate", null);
        assertFailure(unforeseen, 503, "internal_error");
        assertThat(unforeseen.body()).doesNotContain("secret detail").doesNotContain("Exception");
        mock.node.stop();
        assertFailure(post("/rotate/identity", null), 503, "not_running");
        assertThat(audited).isEmpty();
    }

    @Test
    void otherEndpointsShowTheNodeToo() {
        unrestricted = true;

        assertThat(actuator("/health/p2p").body())
                .startsWith("{\"details\":{\"state\":\"joined\",")
                .contains("UP");
        assertThat(actuator("/info").body()).contains("{\"node\":\"orders@a\",\"cluster\":\"blue\",");
        assertThat(actuator("/metrics/barrel.p2p.events.dropped").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/env/barrel.p2p.cookie", "/configprops/barrel.p2p"})
    void cookieIsMaskedEvenWhereValuesAreShown(String path) {
        unrestricted = true;

        HttpResponse<String> response = actuator(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("******").doesNotContain("s3cret");
        assertThat(actuator("/configprops/barrel.p2p").body()).contains("\"clusterName\":\"blue\"");
    }

    private static String key(byte[] raw) {
        return "{\"publicKey\": \"" + Base64.getEncoder().encodeToString(raw) + "\"}";
    }

    private static String pin(String source) {
        return PIN.formatted(MockNode.KEY.fingerprint(), source);
    }

    private static void assertFailure(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body())
                .startsWith("{\"error\":\"" + error + "\",\"reason\":\"")
                .doesNotContain("\tat ", "trace");
    }

    private static void assertJson(HttpResponse<String> response, String expected) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            JSONAssert.assertEquals(expected, response.body(), true);
        } catch (JSONException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }
}
