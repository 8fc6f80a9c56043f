package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Says which node of which cluster this is; nothing while the node is stopped. */
public class P2pInfoContributor implements InfoContributor {

    private final BarrelP2p node;
    private final String clusterName;

    /** A contributor for that node of that cluster. */
    public P2pInfoContributor(BarrelP2p node, String clusterName) {
        this.node = node;
        this.clusterName = clusterName;
    }

    @Override
    public void contribute(Info.Builder builder) {
        node.node().ifPresent(running -> {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("node", running.self().node().value());
            details.put("cluster", clusterName);
            details.put("version", running.version());
            builder.withDetail("p2p", details);
        });
    }
}
