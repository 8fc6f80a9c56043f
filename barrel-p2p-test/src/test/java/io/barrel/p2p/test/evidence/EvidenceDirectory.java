package io.barrel.p2p.test.evidence;

import java.nio.file.Path;

/** Where evidence is kept: {@code docs/evidence} of the repository, or {@code -Devidence.dir}. */
final class EvidenceDirectory {

    private EvidenceDirectory() {}

    static Path named(String name) {
        String module = System.getProperty("basedir", ".");
        return Path.of(System.getProperty("evidence.dir", module + "/../docs/evidence"))
                .resolve(name)
                .normalize();
    }
}
