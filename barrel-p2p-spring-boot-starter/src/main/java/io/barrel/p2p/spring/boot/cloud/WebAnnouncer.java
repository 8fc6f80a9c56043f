package io.barrel.p2p.spring.boot.cloud;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.wire.Peer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Announces the application's web endpoint when its web server has started, and withdraws it before anything else stops. The web server
 * goes on for a while after that, so that whoever chose this instance a moment ago is still served.
 */
public final class WebAnnouncer
        implements SmartLifecycle, AutoServiceRegistration, ApplicationListener<WebServerInitializedEvent> {

    private static final String MANAGEMENT = "management";

    private static final Logger logger = LoggerFactory.getLogger(WebAnnouncer.class);

    private final BarrelP2p node;
    private final ServiceRegistry registry;
    private final WebAnnouncement announcement;
    private final ApplicationContext context;
    private final int phase;
    private final P2pRegistration registration;
    private volatile @Nullable Integer port;
    private volatile @Nullable Integer managementPort;
    private volatile boolean running;
    private @Nullable Subscription announced;

    /**
     * An announcer.
     *
     * @param node whose address is announced
     * @param registry where to announce
     * @param announcement what to announce
     * @param context whose web server it is about
     * @param phase when to announce: after the web servers have started
     */
    public WebAnnouncer(
            BarrelP2p node,
            ServiceRegistry registry,
            WebAnnouncement announcement,
            ApplicationContext context,
            int phase) {
        this.node = node;
        this.registry = registry;
        this.announcement = announcement;
        this.context = context;
        this.phase = phase;
        this.registration = new P2pRegistration(announcement.application());
    }

    /** What is announced. */
    public P2pRegistration registration() {
        return registration;
    }

    /** A web server has started; that of the actuator comes from a child of the context. */
    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        int bound = event.getWebServer().getPort();
        if (MANAGEMENT.equals(event.getApplicationContext().getServerNamespace())) {
            managementPort = bound;
        } else if (event.getApplicationContext().equals(context)) {
            port = bound;
        }
    }

    @Override
    public void start() {
        running = true;
        Integer web = port;
        Peer self = node.node().map(info -> info.self()).orElse(null);
        if (web == null || self == null) {
            logger.debug("No web endpoint is announced: there is no web server");
            return;
        }
        P2pServiceInstance instance =
                announcement.instance(self.node(), self.address().host(), web, managementPort);
        registration.announced(instance);
        announced = registry.register(WebService.of(announcement.application()), instance.getMetadata(), this::refuse);
        logger.info("The web endpoint is announced as {}, at {}", announcement.application(), instance.getUri());
        context.publishEvent(new InstanceRegisteredEvent<>(this, announcement));
    }

    /** It stands in the registry of services, where somebody may call it as one. */
    private CompletionStage<ByteBuffer> refuse(Message message) {
        return CompletableFuture.failedStage(new UnsupportedOperationException(
                "this is a web endpoint: call it over HTTP, at " + registration.getUri()));
    }

    /** Withdraws the endpoint, and does not wait for who is about to call it. */
    @Override
    public void stop() {
        stop(() -> {}, false);
    }

    /** Withdraws the endpoint at once, and calls back when nobody is about to call it any more; at once if nobody else is there. */
    @Override
    public void stop(Runnable callback) {
        stop(callback, true);
    }

    private void stop(Runnable callback, boolean wait) {
        running = false;
        Subscription ended = announced;
        announced = null;
        if (ended != null) {
            ended.close();
        }
        long delay = announcement.shutdownDelay().toMillis();
        if (ended == null || !wait || delay == 0 || isAlone()) {
            callback.run();
        } else {
            logger.debug("The web endpoint is withdrawn; the web server goes on for {} ms", delay);
            CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(callback);
        }
    }

    private boolean isAlone() {
        return node.roster().count(MemberStatus.ALIVE) + node.roster().count(MemberStatus.SUSPECT) <= 1;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
