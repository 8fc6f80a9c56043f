package io.barrel.p2p.test.junit;

import io.barrel.p2p.test.ClusterBuilder;
import io.barrel.p2p.test.QuicCluster;
import io.barrel.p2p.test.TestCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes and closes the clusters of {@link P2pCluster}. */
final class P2pClusterExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(P2pClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TestCluster.class.isAssignableFrom(parameter.getParameter().getType())
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        Store store = context.getStore(NAMESPACE);
        TestCluster cluster = store.get(TestCluster.class, TestCluster.class);
        if (cluster == null) {
            cluster = start(type, context);
            store.put(TestCluster.class, cluster);
        }
        if (!type.isInstance(cluster)) {
            throw new ExtensionConfigurationException("A test has one cluster, here a "
                    + cluster.getClass().getSimpleName() + ": it cannot be a " + type.getSimpleName() + " too");
        }
        return cluster;
    }

    private static TestCluster start(Class<?> type, ExtensionContext context) {
        P2pCluster wanted = wanted(context);
        ClusterBuilder builder = TestCluster.builder(wanted.nodes()).cookie(wanted.cookie());
        if (type == QuicCluster.class) {
            return builder.quic();
        }
        return builder.inMemory();
    }

    private static P2pCluster wanted(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), P2pCluster.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), P2pCluster.class, context.getEnclosingTestClasses()))
                .orElseThrow(() -> new ExtensionConfigurationException("@P2pCluster is missing"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestCluster cluster = context.getStore(NAMESPACE).remove(TestCluster.class, TestCluster.class);
        if (cluster != null) {
            context.getExecutionException().ifPresent(failure -> failure.addSuppressed(new SeedOfRun(cluster.seed())));
            cluster.close();
        }
    }
}
