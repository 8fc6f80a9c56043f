package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One block of textual encoding (RFC 7468, strict form; text before the block is allowed). */
final class Pem {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static byte[] encode(String label, byte[] der) {
        String text = begin(label) + "\n" + LINES.encodeToString(der) + "\n" + end(label) + "\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The content of the only block in a file. Its bytes never appear in the exception. */
    static byte[] decode(String label, byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(begin(label));
        int body = begin + begin(label).length();
        int end = begin < 0 ? -1 : text.indexOf(end(label), body);
        if (end < 0) {
            throw new MalformedInputException("no block between '" + begin(label) + "' and '" + end(label) + "'");
        }
        if (text.indexOf("-----BEGIN ", begin + 1) >= 0) {
            throw new MalformedInputException("more than one block");
        }
        try {
            return Base64.getDecoder().decode(text.substring(body, end).replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedInputException("the block is not Base64"); // the cause would quote a secret
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }
}
