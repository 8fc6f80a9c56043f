package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.security.CertificateSource;
import io.barrel.p2p.security.NodeCertificate;
import io.barrel.p2p.wire.MalformedInputException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The TLS certificate of a node from an SSL bundle: the key entry of its key store, without the chain, which no peer looks at. */
final class SslBundleSource implements CertificateSource {

    private static final String PROPERTY = "tls.ssl-bundle";

    private static final Logger logger = LoggerFactory.getLogger(SslBundleSource.class);

    private final String name;
    private final List<Consumer<NodeCertificate>> listeners = new CopyOnWriteArrayList<>();
    private volatile NodeCertificate current;

    private SslBundleSource(String name, NodeCertificate current) {
        this.name = name;
        this.current = current;
    }

    /**
     * The bundle of that name, now and whenever it is updated.
     *
     * @param bundles null if the application has none
     * @throws InvalidConfigurationException if there is no such bundle, or a node cannot use its key
     */
    static SslBundleSource of(String name, @Nullable SslBundles bundles) {
        if (bundles == null) {
            throw new InvalidConfigurationException(
                    PROPERTY, name, "must be the name of a bundle of spring.ssl.bundle");
        }
        try {
            SslBundleSource source = new SslBundleSource(name, certificate(bundles.getBundle(name)));
            bundles.addBundleUpdateHandler(name, source::updated);
            return source;
        } catch (NoSuchSslBundleException e) {
            throw refused(name, "must be the name of a bundle of spring.ssl.bundle", e);
        } catch (MalformedInputException e) {
            throw refused(name, "has no certificate this node could use: " + e.getMessage(), e);
        }
    }

    private static InvalidConfigurationException refused(String name, String problem, Exception cause) {
        InvalidConfigurationException refusal = new InvalidConfigurationException(PROPERTY, name, problem);
        refusal.initCause(cause);
        return refusal;
    }

    private synchronized void updated(SslBundle bundle) {
        NodeCertificate next;
        try {
            next = certificate(bundle);
        } catch (MalformedInputException e) {
            logger.atError()
                    .addKeyValue("bundle", name)
                    .log(
                            "The SSL bundle '{}' was updated, but has no certificate this node could use ({}); the one"
                                    + " before stays in force",
                            name,
                            e.getMessage());
            return;
        }
        current = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    /** @throws MalformedInputException if there is none to use; says nothing secret */
    private static NodeCertificate certificate(SslBundle bundle) {
        KeyStore keys = bundle.getStores().getKeyStore();
        if (keys == null) {
            throw new MalformedInputException("it has no key store");
        }
        try {
            bundle.getKey().assertContainsAlias(keys);
            String alias = alias(bundle, keys);
            String password = bundle.getKey().getPassword();
            if (password == null) {
                password = bundle.getStores().getKeyStorePassword();
            }
            if (keys.getKey(alias, password == null ? null : password.toCharArray()) instanceof PrivateKey key
                    && keys.getCertificate(alias) instanceof X509Certificate x509) {
                return NodeCertificate.of(key, x509);
            }
            throw new MalformedInputException("its entry '" + alias + "' is no private key with an X.509 certificate");
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new MalformedInputException("its key cannot be read: " + e.getMessage(), e);
        }
    }

    private static String alias(SslBundle bundle, KeyStore keys) throws GeneralSecurityException {
        String named = bundle.getKey().getAlias();
        if (named != null) {
            return named;
        }
        List<String> entries = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                entries.add(alias);
            }
        }
        if (entries.size() != 1) {
            throw new MalformedInputException(
                    "its key store has " + entries.size() + " keys: name one with the key's alias");
        }
        return entries.get(0);
    }

    @Override
    public NodeCertificate current() {
        return current;
    }

    @Override
    public Registration onChange(Consumer<NodeCertificate> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public String origin() {
        return "the SSL bundle '" + name + "'";
    }

    @Override
    public String toString() {
        return "SslBundleSource[" + name + "]";
    }
}
