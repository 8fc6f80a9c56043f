package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.spring.boot.MockNode;
import java.util.Arrays;
import java.util.Base64;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class P2pEndpointJmxTests {

    private final MockNode mock = new MockNode();

    @Test
    void readOnlyEndpointOffersWhatCanBeRead() throws JMException {
        try (ConfigurableApplicationContext context = start("read_only")) {
            assertThat(operations(context))
                    .containsExactlyInAnyOrder(
                            "summary",
                            "views",
                            "auth",
                            "trust",
                            "trustedKey",
                            "revocations",
                            "members",
                            "gossip",
                            "services",
                            "service",
                            "connections",
                            "events",
                            "overlay");
            assertThat(invoke(context, "summary").toString()).contains("id=orders@a");
            assertThat(invoke(context, "trustedKey", "orders@b").toString()).contains("source=tofu");
            mock.publish(new NodeLeft());
            assertThat(invoke(context, "events").toString()).contains("type=node_left");
            assertThat(invoke(context, "overlay").toString()).contains("neighbours=[{node=orders@b");
        }
    }

    @Test
    void unrestrictedEndpointOffersTheOperationsByName() throws JMException {
        try (ConfigurableApplicationContext context = start("unrestricted")) {
            assertThat(operations(context))
                    .contains(
                            "rotateIdentity",
                            "rotateCertificate",
                            "rollbackIdentity",
                            "rollbackCertificate",
                            "join",
                            "leave",
                            "trustKey",
                            "distrust",
                            "revoke");
            assertThat(invoke(context, "revoke", "orders@c", "laptop stolen").toString())
                    .contains("effect=in_force");
            assertThat(invoke(context, "rotateIdentity").toString()).contains("fingerprint=cafe");
            String key = Base64.getEncoder().encodeToString(MockNode.KEY.bytes());
            assertThat(invoke(context, "trustKey", "orders@b", key).toString()).contains("source=operator");
            verify(mock.trustStore).pin(MockNode.ACTIVE, MockNode.KEY, Pin.Source.OPERATOR);
            assertThatExceptionOfType(MBeanException.class)
                    .isThrownBy(() -> invoke(context, "distrust", "orders@zzz"))
                    .withMessage("No key is pinned for 'orders@zzz'.");
        }
    }

    private static String[] operations(ConfigurableApplicationContext context) throws JMException {
        return Arrays.stream(server(context).getMBeanInfo(name()).getOperations())
                .map(MBeanOperationInfo::getName)
                .toArray(String[]::new);
    }

    private static Object invoke(ConfigurableApplicationContext context, String operation, Object... arguments)
            throws JMException {
        String[] signature = new String[arguments.length];
        Arrays.fill(signature, String.class.getName());
        return server(context).invoke(name(), operation, arguments, signature);
    }

    private static MBeanServer server(ConfigurableApplicationContext context) {
        return context.getBean(MBeanServer.class);
    }

    private static ObjectName name() throws JMException {
        return new ObjectName("org.springframework.boot:type=Endpoint,name=P2p");
    }

    private ConfigurableApplicationContext start(String access) {
        ApplicationContextInitializer<GenericApplicationContext> node =
                context -> context.registerBean(BarrelP2p.class, () -> mock.node);
        return new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .initializers(node)
                .run(
                        "--spring.jmx.enabled=true",
                        "--management.endpoints.jmx.exposure.include=p2p",
                        "--management.endpoint.p2p.access=" + access);
    }

    @EnableAutoConfiguration
    static class App {}
}
