package io.barrel.p2p.spring.boot.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.doThrow;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/** What an operator reads when an application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

    private final MockNode mock = new MockNode();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            membership.active-size       | 65        | 65        | must be between 1 and 64
            membership.prwl              | 7         | 7         | must be between 0 and 6
            membership.shuffle-period    | 0s        | 0s        | must be at least 1ms
            listen-port                  | 70000     | 70000     | must be a UDP port, or 0 for any free one
            advertise-address            | a host    | a host    | must be a host name or IP address
            advertise-address            | a:70000   | a:70000   | must have the form host or host:port
            advertise-address            | 0.0.0.0   | 0.0.0.0   | must be an address that peers can dial
            node-name                    | orders    | orders    | must have the form name@host
            auth.handshake-timeout       | 1ms       | 1ms       | must be between 100ms and 5m
            auth.cookie-only-nodes       | '*@*'     | '[*@*]'   | set a secret cookie or remove the patterns
            auth.enabled                 | false     | false     | set a secret cookie or leave authentication on
            link.idle-timeout            | 1ms       | 1ms       | must be at least 100ms
            gossip.max-broadcast         | 2MB       | 2097152   | must be between 1 and 1048576
            gossip.max-broadcast         | 4TB       | 2147483647 | must be between 1 and 1048576
            gossip.cache-age             | 1ms       | 1ms       | must be between 1s and 10m
            gossip.queue-length          | 0         | 0         | must be between 1 and 65536
            gossip.queue-bytes           | 1KB       | 1024      | must be between 1048576 and
            messaging.send-timeout       | 11m       | 11m       | must be between 100ms and 10m
            messaging.queue-bytes        | 1KB       | 1024      | must be between 1048576 and
            messaging.queue-length       | 0         | 0         | must be between 1 and 1000000
            messaging.handler-threads    | 0         | 0         | must be between 1 and 10000
            channel-gc.sweep-period      | 1ms       | 1ms       | must be between 100ms and 1h
            channel-gc.min-age           | 2d        | 2d        | must be between 0s and 1d
            replica.anti-entropy-period  | 0s        | 0s        | must be between 1s and 1h
            replica.max-clock-skew       | 2h        | 2h        | must be between 1s and 1h
            roster.suspicion-timeout     | 1ms       | 1ms       | must be between 100ms and 5m
            roster.suspicion-min         | 6s        | 6s        | must be between 100ms and 5s
            roster.probe-period          | 2h        | 2h        | must be between 1s and 1h
            roster.dead-retention        | 1s        | 1s        | must be between 1m and 30d
            transport.retry-above        | -1        | -1        | must not be negative
            contact-nodes[0]             | nowhere   | nowhere   | cannot be read as a contact
            discovery.backends[0]        | zookeeper | zookeeper | must be one of static, file, dns
            discovery.static.contacts[0] | nowhere   | nowhere   | cannot be read as a contact
            """)
    void badValueIsNamedWithItsPropertyItsOriginAndTheFix(
            String property, String value, String shown, String fix, CapturedOutput output) {
        assertThat(start("--barrel.p2p." + property + "=" + value)).isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("barrel.p2p." + property + "=" + shown + " ")
                .contains("Origin: ")
                .contains("Change barrel.p2p." + property + " in the application's configuration: it ")
                .contains(fix)
                .doesNotContain("\tat ");
    }

    @Test
    void badContactInAListIsNamedByItsIndex(CapturedOutput output) {
        assertThat(start("--barrel.p2p.contact-nodes=10.0.0.1:9100,nowhere")).isNotNull();

        assertThat(output)
                .contains("barrel.p2p.contact-nodes[1]=nowhere cannot be read as a contact: ")
                .contains("Origin: \"barrel.p2p.contact-nodes\" from property source \"commandLineArgs\"");
    }

    @Test
    void metadataThatNoPeerWouldTakeStopsTheStart(CapturedOutput output) {
        assertThat(start("--barrel.p2p.metadata.motto=" + "v".repeat(5_000))).isNotNull();

        assertThat(output)
                .contains("barrel.p2p.metadata=1 pairs must be shorter or fewer, at most 4096 bytes of keys and values")
                .contains("Change barrel.p2p.metadata in the application's configuration: it ");
    }

    @Test
    void badCookieIsNotShown(CapturedOutput output) {
        String cookie = "s3cret".repeat(200);

        assertThat(start("--barrel.p2p.cookie=" + cookie)).isNotNull();

        assertThat(output)
                .contains("barrel.p2p.cookie=****** must have 1 to 1024 bytes, has 1200.")
                .doesNotContain("s3cret");
    }

    @Test
    void nodeThatCannotStartSaysWhyAndWhatToDo(CapturedOutput output) {
        doThrow(new NodeStartException(
                        NodeStartException.Kind.BIND_FAILED,
                        "UDP port 9100 is in use.",
                        "Stop whatever uses it, or set barrel.p2p.listen-port to another port.",
                        null))
                .when(mock.node)
                .start();

        assertThat(start()).hasRootCauseInstanceOf(NodeStartException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The P2P node could not start: UDP port 9100 is in use.")
                .contains("Stop whatever uses it, or set barrel.p2p.listen-port to another port.");
    }

    private Throwable start(String... arguments) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        ApplicationContextInitializer<GenericApplicationContext> node =
                context -> context.registerBean(BarrelP2p.class, () -> mock.node);
        application.addInitializers(node);
        return catchThrowable(() -> application.run(arguments).close());
    }

    @ImportAutoConfiguration(P2pAutoConfiguration.class)
    static class App {}
}
