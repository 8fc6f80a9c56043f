package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed list of contacts, or a topology file: one contact per line in the forms of {@link ContactSpec}, empty lines and
 * lines that begin with {@code #} left out, text after {@code " #"} too. The file is read anew at each look-up. Announces
 * nothing.
 *
 * <p>Blocks on the file and on DNS names among the contacts; one thread at a time, as every backend.
 */
public final class StaticDiscovery implements DiscoveryBackend {

    private static final Logger LOG = LoggerFactory.getLogger(StaticDiscovery.class);
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_LINES = 1_024;

    private final List<ContactSpec> contacts;
    private final @Nullable Path topology;
    private final int defaultPort;
    private final ContactResolver resolver;
    private Set<String> warned = Set.of();

    /** A backend for those contacts. */
    public StaticDiscovery(List<? extends ContactSpec> contacts) {
        this(contacts, null, 0, ContactResolver.ofThisHost());
    }

    /**
     * A backend for the contacts in a file.
     *
     * @param topology at most 64 KiB and 1,024 lines
     * @param defaultPort as for {@link ContactSpec#parse}
     */
    public StaticDiscovery(Path topology, int defaultPort) {
        this(List.of(), topology, defaultPort, ContactResolver.ofThisHost());
    }

    StaticDiscovery(
            List<? extends ContactSpec> contacts, @Nullable Path topology, int defaultPort, ContactResolver resolver) {
        this.contacts = List.copyOf(contacts);
        this.topology = topology;
        this.defaultPort = defaultPort;
        this.resolver = resolver;
    }

    @Override
    public String name() {
        return "static";
    }

    /**
     * The contacts in the order written. A bad line is logged with its number, once, and passed over; so is a DNS name that
     * does not resolve.
     *
     * @throws IOException if the file cannot be read or is too large, or if no contact is left and a DNS name was the reason
     */
    @Override
    public List<Contact> contacts() throws IOException {
        List<ContactSpec> specs = new ArrayList<>(contacts);
        if (topology != null) {
            specs.addAll(read(topology));
        }
        return resolver.resolve(specs);
    }

    private List<ContactSpec> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no topology file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("topology file " + file + " is not a regular file");
        }
        List<String> lines =
                BoundedFile.read(file, MAX_BYTES).lines().limit(MAX_LINES + 1).toList();
        if (lines.size() > MAX_LINES) {
            throw new IOException("topology file " + file + " has more than " + MAX_LINES + " lines");
        }
        return parse(file, lines);
    }

    private List<ContactSpec> parse(Path file, List<String> lines) {
        List<ContactSpec> specs = new ArrayList<>();
        Set<String> bad = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = withoutComment(lines.get(i));
            if (text.isEmpty()) {
                continue;
            }
            try {
                specs.add(ContactSpec.parse(text, defaultPort));
            } catch (MalformedInputException e) {
                bad.add(warn(file, i + 1, e));
            }
        }
        warned = bad;
        return specs;
    }

    private String warn(Path file, int line, MalformedInputException problem) {
        String message = file + ":" + line + ": " + problem.getMessage() + "; this line is passed over";
        if (!warned.contains(message)) {
            LOG.atWarn().addKeyValue("file", file).addKeyValue("line", line).log(message);
        }
        return message;
    }

    private static String withoutComment(String line) {
        String text = line.strip();
        if (text.startsWith("#")) {
            return "";
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }
}
