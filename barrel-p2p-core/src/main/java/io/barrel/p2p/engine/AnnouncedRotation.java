package io.barrel.p2p.engine;

import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.RotationResult;
import java.util.function.Consumer;

/** Changes the keys on disk, puts a changed certificate in force, and tells of it. */
final class AnnouncedRotation implements KeyRotation {

    private final KeyRotation keys;
    private final Runnable certificateChanged;
    private final Consumer<KeyRotated> events;

    AnnouncedRotation(KeyRotation keys, Runnable certificateChanged, Consumer<KeyRotated> events) {
        this.keys = keys;
        this.certificateChanged = certificateChanged;
        this.events = events;
    }

    @Override
    public RotationResult rotateIdentity() {
        return announced(KeyRotated.Kind.IDENTITY, keys.rotateIdentity());
    }

    @Override
    public RotationResult rotateCertificate() {
        return inForce(keys.rotateCertificate());
    }

    @Override
    public RotationResult rollbackIdentity() {
        return announced(KeyRotated.Kind.IDENTITY, keys.rollbackIdentity());
    }

    @Override
    public RotationResult rollbackCertificate() {
        return inForce(keys.rollbackCertificate());
    }

    private RotationResult inForce(RotationResult result) {
        certificateChanged.run();
        return announced(KeyRotated.Kind.CERTIFICATE, result);
    }

    private RotationResult announced(KeyRotated.Kind kind, RotationResult result) {
        events.accept(new KeyRotated(kind, result.fingerprint()));
        return result;
    }
}
