package io.barrel.p2p.spring.boot.cloud;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;

/**
 * The caches of Spring Cloud LoadBalancer, except that lists of instances of this cluster are not kept. The load balancer would use a
 * cached list for 35 s, gone instances included; to look into the registry costs no more than to look into the cache.
 */
public final class OwnInstancesUncached implements LoadBalancerCacheManager {

    private final LoadBalancerCacheManager caches;

    /** Keeps all else in these caches. */
    public OwnInstancesUncached(LoadBalancerCacheManager caches) {
        this.caches = caches;
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Cache cache = caches.getCache(name);
        return cache == null ? null : new Instances(cache);
    }

    @Override
    public Collection<String> getCacheNames() {
        return caches.getCacheNames();
    }

    /** A cache that forgets lists of own instances at once. */
    private record Instances(Cache cache) implements Cache {

        private static boolean isOwn(@Nullable Object value) {
            return value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof P2pServiceInstance;
        }

        @Override
        public void put(Object key, @Nullable Object value) {
            if (!isOwn(value)) {
                cache.put(key, value);
            }
        }

        @Override
        public String getName() {
            return cache.getName();
        }

        @Override
        public Object getNativeCache() {
            return cache.getNativeCache();
        }

        @Override
        public @Nullable ValueWrapper get(Object key) {
            return cache.get(key);
        }

        @Override
        public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
            return cache.get(key, type);
        }

        @Override
        public <T> @Nullable T get(Object key, Callable<T> loader) {
            return cache.get(key, loader);
        }

        @Override
        public void evict(Object key) {
            cache.evict(key);
        }

        @Override
        public void clear() {
            cache.clear();
        }
    }
}
