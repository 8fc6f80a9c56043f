package io.barrel.p2p.security;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate as others may make one, and its key. */
public record SelfSigned(PrivateKey key, X509Certificate x509) {

    /** With an EC key on that curve, which may sign. */
    public static SelfSigned ec(String curve) {
        return of("EC", new ECGenParameterSpec(curve), "SHA256withECDSA", KeyUsage.digitalSignature);
    }

    /** With an RSA key of so many bits, which may sign. */
    public static SelfSigned rsa(int bits) {
        return of("RSA", rsaOf(bits), "SHA256withRSA", KeyUsage.digitalSignature);
    }

    /** With an RSA key that may be used to encrypt keys only, as before TLS 1.3. */
    static SelfSigned encryptingOnly() {
        return of("RSA", rsaOf(2_048), "SHA256withRSA", KeyUsage.keyEncipherment);
    }

    static SelfSigned ed25519() {
        return of("Ed25519", null, "Ed25519", KeyUsage.digitalSignature);
    }

    private static RSAKeyGenParameterSpec rsaOf(int bits) {
        return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
    }

    private static SelfSigned of(String algorithm, @Nullable AlgorithmParameterSpec spec, String signature, int usage) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (spec != null) {
                generator.initialize(spec);
            }
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=elsewhere");
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(3600)),
                    name,
                    pair.getPublic());
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            X509Certificate x509 = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
            return new SelfSigned(pair.getPrivate(), x509);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }
}
