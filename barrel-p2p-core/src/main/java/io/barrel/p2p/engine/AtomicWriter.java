package io.barrel.p2p.engine;

import java.io.IOException;
import java.nio.file.Path;

/** Replaces a file whole or not at all, readable by its owner only, and on disk when the call returns. */
@FunctionalInterface
interface AtomicWriter {

    void write(Path file, byte[] content) throws IOException;
}
