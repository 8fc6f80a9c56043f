package io.barrel.p2p.engine;

/** The version of this library. */
final class Version {

    private Version() {}

    /** From the jar's manifest; {@code dev} where there is none, as in a build's own tests. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
