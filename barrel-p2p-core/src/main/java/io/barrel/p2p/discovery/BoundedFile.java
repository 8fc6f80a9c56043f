package io.barrel.p2p.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads small text files without trusting their size. */
final class BoundedFile {

    private BoundedFile() {}

    /**
     * The text of a file, bytes that are not UTF-8 replaced.
     *
     * @throws IOException if it cannot be read or has more than {@code maxBytes}
     */
    static String read(Path file, int maxBytes, OpenOption... options) throws IOException {
        OpenOption[] reading = new OpenOption[options.length + 1];
        System.arraycopy(options, 0, reading, 0, options.length);
        reading[options.length] = StandardOpenOption.READ;
        try (InputStream in = Files.newInputStream(file, reading)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException(file + " has more than " + maxBytes + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
