package io.barrel.p2p.security;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.security.TrustIndex.Entry;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust store's directory: a file per key and the index. Not safe for use by several threads.
 *
 * <p>A new key is made durable as {@code <file>.next}; then the index is replaced by one that has its fingerprint, which is
 * the commit; then it is renamed. So after a crash a {@code .next} whose fingerprint the index has is renamed and any other
 * deleted. To remove a pin is to delete its file; the index follows.
 *
 * <p>Where files and index disagree for another reason, an operator was here, and the files are right: a file the index
 * does not know, or whose fingerprint it does not have, is an operator's pin; a line without file is dropped.
 */
final class PinDirectory {

    private static final Logger log = LoggerFactory.getLogger(PinDirectory.class);
    private static final String ENDING = ".pub";
    private static final String NEXT = ".next";
    private static final int MAX_KEY_FILE = 1024;

    private final SecureFiles files;
    private final Path directory;
    private final Path index;
    private final int maxIndexBytes;

    PinDirectory(SecureFiles files, Path directory, int maxIndexBytes) {
        this.files = files;
        this.directory = directory;
        this.index = directory.resolve("index");
        this.maxIndexBytes = maxIndexBytes;
    }

    /**
     * Finishes what a crash interrupted and reads all pins.
     *
     * @param now the time of pins that an operator copied here
     * @throws NodeStartException if a file is damaged or it is unclear whose key it is
     */
    Map<NodeId, Pin> load(Instant now) {
        files.openDirectory(directory);
        Map<String, Entry> entries = readIndex();
        try {
            boolean swept = files.delete(SecureFiles.sibling(index, SecureFiles.TEMPORARY));
            for (String name : list("*.pub.next")) {
                String file = name.substring(0, name.length() - NEXT.length());
                settle(directory.resolve(file), entries.get(file));
                swept = true;
            }
            if (swept) {
                files.forceDirectory(index);
            }
            return readPins(entries, now);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The trust store " + directory + " cannot be read or written: " + SecureFiles.reason(e) + ".",
                    "Make it writable for the user the node runs as.",
                    e);
        }
    }

    private Map<NodeId, Pin> readPins(Map<String, Entry> entries, Instant now) throws IOException {
        Map<NodeId, Pin> pins = new HashMap<>();
        Map<Path, Pin> misnamed = new HashMap<>();
        Set<String> names = list("*.pub");
        boolean changed = false;
        for (Entry entry : entries.values()) {
            if (!names.contains(entry.file())) {
                log.atWarn().addKeyValue("node", entry.node()).log("The file of its pin is gone; the pin is dropped");
                changed = true;
            }
        }
        for (String name : names) {
            Path file = directory.resolve(name);
            PublicKey key = readKey(file);
            Entry entry = entries.get(name);
            if (entry != null && entry.fingerprint().equals(key.fingerprint())) {
                pins.putIfAbsent(entry.node(), entry.with(key));
                continue;
            }
            NodeId node = entry == null ? nodeOf(file) : entry.node();
            Pin pin = new Pin(node, key, now, null, Pin.Source.OPERATOR);
            log.atInfo()
                    .addKeyValue("node", node)
                    .addKeyValue("fingerprint", key.fingerprint())
                    .log("Found a key that an operator pinned by hand");
            pins.put(node, pin);
            if (!name.equals(fileName(node))) {
                misnamed.put(file, pin);
            }
            changed = true;
        }
        if (changed) {
            adopt(misnamed, pins.values());
        }
        return pins;
    }

    /** Writes the index and gives keys that were copied here under the node's plain name the name they must have. */
    private void adopt(Map<Path, Pin> misnamed, Collection<Pin> pins) throws IOException {
        for (Pin pin : misnamed.values()) {
            files.stage(next(fileOf(pin.node())), pin.publicKey().bytes());
        }
        if (!misnamed.isEmpty()) {
            files.forceDirectory(index);
        }
        files.write(index, TrustIndex.encode(pins));
        for (Map.Entry<Path, Pin> copy : misnamed.entrySet()) {
            Path file = fileOf(copy.getValue().node());
            files.rename(next(file), file);
            files.forceDirectory(file);
            files.delete(copy.getKey());
        }
        if (!misnamed.isEmpty()) {
            files.forceDirectory(index);
        }
    }

    /**
     * Makes a pin durable.
     *
     * @param pin the new pin
     * @param before the pins that are in force
     * @throws IOException if that failed; the pins before stay
     */
    void put(Pin pin, Collection<Pin> before) throws IOException {
        Path file = fileOf(pin.node());
        List<Pin> after = without(pin.node(), before);
        after.add(pin);
        settle(file, pinned(pin.node(), before));
        try {
            files.stage(next(file), pin.publicKey().bytes());
            files.forceDirectory(file);
            files.write(index, TrustIndex.encode(after));
        } catch (IOException e) {
            takeBack(e, file, before);
            throw e;
        }
        try {
            files.rename(next(file), file);
            files.forceDirectory(file);
        } catch (IOException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("node", pin.node())
                    .log("The pin is durable, but its file keeps the name {} until the next start", next(file));
        }
    }

    private void takeBack(IOException failure, Path file, Collection<Pin> before) {
        try {
            files.write(index, TrustIndex.encode(before));
            files.delete(next(file));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Removes a pin, durably.
     *
     * @param before the pins that are in force, that one included
     */
    void remove(NodeId node, Collection<Pin> before) throws IOException {
        Path file = fileOf(node);
        settle(file, pinned(node, before));
        files.delete(file);
        files.forceDirectory(file);
        try {
            files.write(index, TrustIndex.encode(without(node, before)));
        } catch (IOException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("node", node)
                    .log("The pin is removed, but the index names it until it is written again");
        }
    }

    /** Renames a {@code .next} that the index vouches for and deletes any other. */
    private void settle(Path file, @Nullable Entry entry) throws IOException {
        Path next = next(file);
        if (entry != null
                && files.read(next, MAX_KEY_FILE)
                        .filter(key -> Fingerprint.of(key).equals(entry.fingerprint()))
                        .isPresent()) {
            files.rename(next, file);
        } else {
            files.delete(next);
        }
    }

    private Map<String, Entry> readIndex() {
        try {
            Map<String, Entry> entries = new HashMap<>();
            files.read(index, maxIndexBytes)
                    .map(TrustIndex::parse)
                    .orElse(List.of())
                    .forEach(entry -> entries.put(entry.file(), entry));
            return entries;
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + index + " is damaged: " + e.getMessage() + ".",
                    "Restore it from a backup; or delete it, and the files beside it count as pinned by an operator, except"
                            + " those with '~' in their name, which must be moved away and pinned again.",
                    e);
        }
    }

    private PublicKey readKey(Path file) {
        byte[] content = files.read(file, MAX_KEY_FILE).orElse(new byte[0]);
        if (content.length != PublicKey.LENGTH) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The pinned key " + file + " is damaged: a raw Ed25519 public key has " + PublicKey.LENGTH
                            + " bytes, it has " + content.length + ".",
                    "Copy the peer's node.pub over it; or delete it, and the peer is a stranger again.",
                    null);
        }
        return PublicKey.of(content);
    }

    private NodeId nodeOf(Path file) {
        String name = file.getFileName().toString();
        try {
            return NodeId.of(name.substring(0, name.length() - ENDING.length()));
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "It is unclear which node the pinned key " + file
                            + " belongs to: the index does not know the file, and" + " its name is not <node>.pub.",
                    "Rename it to the node's full name and .pub, such as orders@host-1.pub, or move it away.",
                    e);
        }
    }

    private Set<String> list(String pattern) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
        }
        return names;
    }

    private static List<Pin> without(NodeId node, Collection<Pin> pins) {
        List<Pin> rest = new ArrayList<>(pins);
        rest.removeIf(pin -> pin.node().equals(node));
        return rest;
    }

    private static @Nullable Entry pinned(NodeId node, Collection<Pin> pins) {
        for (Pin pin : pins) {
            if (pin.node().equals(node)) {
                return Entry.of(pin);
            }
        }
        return null;
    }

    /** The name of the file that keeps the key of that node. */
    static String fileName(NodeId node) {
        return node.fileName() + ENDING;
    }

    private Path fileOf(NodeId node) {
        return directory.resolve(fileName(node));
    }

    private static Path next(Path file) {
        return SecureFiles.sibling(file, NEXT);
    }
}
