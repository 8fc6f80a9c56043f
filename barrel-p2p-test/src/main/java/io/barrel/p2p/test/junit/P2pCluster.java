package io.barrel.p2p.test.junit;

import io.barrel.p2p.test.TestCluster;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a cluster of its own as a parameter, which it shares with its {@code @BeforeEach} and {@code @AfterEach}
 * methods. The type of the parameter says what runs: {@link io.barrel.p2p.test.InMemoryCluster}, as {@link TestCluster}
 * means too, or {@link io.barrel.p2p.test.QuicCluster}. The cluster is closed after the test. A test that fails tells the
 * seed; {@code -Dp2p.test.seed} runs it with that seed again.
 *
 * <pre>{@code
 * @Test
 * @P2pCluster(nodes = 3)
 * void survivesAPartition(InMemoryCluster cluster) { … }
 * }</pre>
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(P2pClusterExtension.class)
public @interface P2pCluster {

    /** How many nodes start, 1 to 1,000. */
    int nodes() default 3;

    /** The secret of the cluster. */
    String cookie() default TestCluster.COOKIE;
}
