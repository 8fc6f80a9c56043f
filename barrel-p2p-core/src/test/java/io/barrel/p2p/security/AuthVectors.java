package io.barrel.p2p.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Handshake vectors of the original implementation: flat JSON objects of strings and numbers. */
final class AuthVectors {

    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\"\\s*:\\s*(?:\"([^\"]*)\"|(\\d+))");

    private final Map<String, String> fields;

    private AuthVectors(Map<String, String> fields) {
        this.fields = fields;
    }

    static List<AuthVectors> all() {
        try (InputStream in = AuthVectors.class.getResourceAsStream("/auth-vectors.json")) {
            String json = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(json.split("\\}"))
                    .filter(object -> object.contains("\"node\""))
                    .map(AuthVectors::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AuthVectors parse(String object) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(object);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        return new AuthVectors(fields);
    }

    String text(String field) {
        return Objects.requireNonNull(fields.get(field), field);
    }

    long number(String field) {
        return Long.parseLong(text(field));
    }

    byte[] bytes(String field) {
        return HexFormat.of().parseHex(text(field));
    }

    @Override
    public String toString() {
        return text("node");
    }
}
