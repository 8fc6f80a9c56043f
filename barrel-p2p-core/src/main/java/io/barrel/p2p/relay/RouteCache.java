package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Routes that were found lately, the oldest first. */
final class RouteCache {

    private static final int MOST = 1_024;

    private final long maxAge;
    private final Map<NodeId, Found> routes = new LinkedHashMap<>();

    private record Found(Route route, long at) {}

    RouteCache(long maxAge) {
        this.maxAge = maxAge;
    }

    Optional<Route> get(NodeId target, long now) {
        Found found = routes.get(target);
        return found == null || now - found.at >= maxAge ? Optional.empty() : Optional.of(found.route);
    }

    void put(Route route, long now) {
        routes.remove(route.target());
        routes.put(route.target(), new Found(route, now));
        if (routes.size() > MOST) {
            Iterator<NodeId> oldest = routes.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void forget(Route route) {
        routes.values().removeIf(found -> found.route.equals(route));
    }

    void sweep(long now) {
        routes.values().removeIf(found -> now - found.at >= maxAge);
    }

    boolean isEmpty() {
        return routes.isEmpty();
    }
}
