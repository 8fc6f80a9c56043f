package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The TLS certificate of a node with its private key: ECDSA on P-256, signed by itself, unless it was made elsewhere. It encrypts; who a node is, its
 * {@link NodeIdentity} says. Immutable, safe for use by any thread.
 */
public final class NodeCertificate {

    /** How long a certificate is valid unless told otherwise: longer than a node lives, for nothing is trusted by date. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(3650);

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String RSA_ALGORITHM = "SHA256withRSA";
    private static final String CURVE = "secp256r1";
    private static final int MIN_RSA_BITS = 2_048;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    /** Tolerates peers whose clock is behind. */
    private static final Duration BACKDATED = Duration.ofDays(1);
    /** The upper bound of a common name: RFC 5280, appendix A.1, ub-common-name. */
    private static final int MAX_COMMON_NAME = 64;
    /** Below the 20 octets of RFC 5280, section 4.1.2.2. */
    private static final int SERIAL_BITS = 127;

    private final PrivateKey privateKey;
    private final X509Certificate x509;
    private final byte[] der;

    private NodeCertificate(PrivateKey privateKey, X509Certificate x509) {
        this.privateKey = privateKey;
        this.x509 = x509;
        try {
            this.der = x509.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new MalformedInputException("the certificate cannot be encoded", e);
        }
    }

    /**
     * A new certificate and key.
     *
     * @param node its subject; a name longer than 64 characters is cut there
     * @param now its validity begins a day earlier
     * @param validity how long from now it is valid
     */
    public static NodeCertificate generate(NodeId node, Instant now, Duration validity, SecureRandom random) {
        String name = node.value();
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, name.substring(0, Math.min(name.length(), MAX_COMMON_NAME)))
                .build();
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            KeyPair pair = generator.generateKeyPair();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    serial,
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(validity)),
                    subject,
                    pair.getPublic());
            return new NodeCertificate(
                    pair.getPrivate(),
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(new JcaContentSignerBuilder(ALGORITHM)
                                    .setSecureRandom(random)
                                    .build(pair.getPrivate()))));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every Java platform has ECDSA on P-256", e);
        }
    }

    /**
     * A certificate that was made elsewhere, with its private key. Who signed it and when it ends does not matter.
     *
     * @throws MalformedInputException if they do not belong together, or cannot be used: the key must be an EC key on P-256 or
     *     an RSA key of at least 2,048 bits that can be read, and be allowed to sign
     */
    public static NodeCertificate of(PrivateKey privateKey, X509Certificate x509) {
        requireUsable(x509.getPublicKey());
        boolean @Nullable [] usage = x509.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new MalformedInputException("its key usage does not allow digital signatures");
        }
        if (!x509.getPublicKey().getAlgorithm().equals(privateKey.getAlgorithm())) {
            throw new MalformedInputException("the private key does not belong to the certificate");
        }
        byte @Nullable [] encoded = privateKey.getEncoded();
        if (encoded == null) {
            throw new MalformedInputException("the private key cannot be read, as in a hardware module");
        }
        NodeCertificate joined = join(privateKey, x509);
        if (joined == null) {
            throw new MalformedInputException("the private key does not belong to the certificate");
        }
        return joined;
    }

    private static void requireUsable(java.security.PublicKey key) {
        boolean usable = (key instanceof ECPublicKey ec && isP256(ec))
                || (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS);
        if (!usable) {
            throw new MalformedInputException("its key must be an EC key on P-256 or an RSA key of at least "
                    + MIN_RSA_BITS + " bits, found " + key.getAlgorithm());
        }
    }

    private static boolean isP256(ECPublicKey key) {
        try {
            AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
            p256.init(new ECGenParameterSpec(CURVE));
            ECParameterSpec expected = p256.getParameterSpec(ECParameterSpec.class);
            return expected.getCurve().equals(key.getParams().getCurve())
                    && expected.getGenerator().equals(key.getParams().getGenerator());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** The certificate of a PEM file. */
    static X509Certificate parseCertificate(byte[] pem) {
        try {
            X509Certificate x509 = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Pem.decode(CERTIFICATE, pem)));
            if (!"EC".equals(x509.getPublicKey().getAlgorithm())) {
                throw new MalformedInputException("its key must be an EC key, found "
                        + x509.getPublicKey().getAlgorithm());
            }
            return x509;
        } catch (CertificateException e) {
            throw new MalformedInputException("the block is not an X.509 certificate", e);
        }
    }

    /** The private key of a PEM file. No part of it appears in an exception. */
    static PrivateKey parsePrivateKey(byte[] pem) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(PRIVATE_KEY, pem)));
        } catch (GeneralSecurityException e) {
            throw new MalformedInputException("the block is not a PKCS#8 EC private key");
        }
    }

    /** The two together; null unless the key is the certificate's. */
    static @Nullable NodeCertificate join(PrivateKey privateKey, X509Certificate x509) {
        return belongTogether(privateKey, x509) ? new NodeCertificate(privateKey, x509) : null;
    }

    private static boolean belongTogether(PrivateKey privateKey, X509Certificate x509) {
        byte[] message = "does this key belong to this certificate?".getBytes(StandardCharsets.UTF_8);
        try {
            boolean rsa = x509.getPublicKey() instanceof RSAPublicKey;
            Signature signer = Signature.getInstance(rsa ? RSA_ALGORITHM : ALGORITHM);
            signer.initSign(privateKey);
            signer.update(message);
            byte[] signature = signer.sign();
            signer.initVerify(x509.getPublicKey());
            signer.update(message);
            return signer.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false; // keys of different kinds or curves
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has ECDSA and RSA", e);
        }
    }

    /** The private key. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** The certificate. */
    public X509Certificate x509() {
        return x509;
    }

    /** SHA-256 of the certificate's DER, lower-case hex. */
    public String fingerprint() {
        return Fingerprint.of(der);
    }

    byte[] certificatePem() {
        return Pem.encode(CERTIFICATE, der);
    }

    byte[] privateKeyPem() {
        return Pem.encode(PRIVATE_KEY, privateKey.getEncoded());
    }

    @Override
    public String toString() {
        return "NodeCertificate[" + fingerprint() + "]";
    }
}
