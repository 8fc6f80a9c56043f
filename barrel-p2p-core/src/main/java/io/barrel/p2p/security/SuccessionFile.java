package io.barrel.p2p.security;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A node's own succession on disk: a header line, then per link a line of old key, new key, time, old and new signature
 * between spaces, everything but the time in Base64.
 */
final class SuccessionFile {

    private static final String HEADER = "barrel-p2p succession 1";
    private static final int FIELDS = 5;
    private static final int MAX_BYTES = 8_192;

    private final SecureFiles files;
    private final Path file;

    SuccessionFile(SecureFiles files, Path directory) {
        this.files = files;
        this.file = directory.resolve("succession");
    }

    /**
     * Reads what {@link #write} wrote; nothing if it was never called.
     *
     * @throws NodeStartException if the file is damaged or cannot be read
     */
    SuccessionChain read() {
        try {
            if (files.delete(SecureFiles.sibling(file, SecureFiles.TEMPORARY))) {
                files.forceDirectory(file);
            }
            return files.read(file, MAX_BYTES).map(SuccessionFile::parse).orElse(SuccessionChain.NONE);
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " is damaged: " + e.getMessage() + ".",
                    "Restore it from a backup; or delete it, and peers that missed the last rotation of the identity need"
                            + " its new key pinned by an operator.",
                    e);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The directory of " + file + " cannot be written: " + SecureFiles.reason(e) + ".",
                    "Make it writable for the user the node runs as.",
                    e);
        }
    }

    void write(SuccessionChain chain) throws IOException {
        files.write(file, encode(chain));
    }

    static byte[] encode(SuccessionChain chain) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (SuccessionLink link : chain.links()) {
            text.append(base64(link.oldKey().bytes())).append(' ');
            text.append(base64(link.newKey().bytes())).append(' ');
            text.append(link.issuedAtMillis()).append(' ');
            text.append(base64(link.oldSignature())).append(' ');
            text.append(base64(link.newSignature())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static SuccessionChain parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
        if (!lines[0].equals(HEADER) || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedInputException("it does not begin with '" + HEADER + "' or is cut off");
        }
        List<SuccessionLink> links = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            links.add(link(i + 1, lines[i]));
        }
        return new SuccessionChain(links);
    }

    private static SuccessionLink link(int number, String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new MalformedInputException("line " + number + " does not have " + FIELDS + " fields");
        }
        try {
            return new SuccessionLink(
                    PublicKey.ofBase64(fields[0]),
                    PublicKey.ofBase64(fields[1]),
                    Long.parseLong(fields[2]),
                    signature(number, fields[3]),
                    signature(number, fields[4]));
        } catch (MalformedInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException("line " + number + " has a field that is neither Base64 nor a number", e);
        }
    }

    private static byte[] signature(int number, String text) {
        byte[] signature = Base64.getDecoder().decode(text);
        if (signature.length != NodeIdentity.SIGNATURE_LENGTH) {
            throw new MalformedInputException("line " + number + " has a signature of " + signature.length + " bytes");
        }
        return signature;
    }
}
