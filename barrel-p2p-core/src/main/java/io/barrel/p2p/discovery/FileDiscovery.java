package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory shared by nodes, local or on a network file system, where each keeps one small file with its name and address.
 *
 * <p>Looks at the 1,024 newest files and takes those that are well-formed; of others it says so once per file and change.
 * The oldest of these come first: of nodes that start together, each of which makes itself known before it looks, all but the
 * first then try the first, and no two groups form side by side. It follows no symbolic links. Who may write into the
 * directory decides whom nodes try to contact, not whom they trust: peers still authenticate.
 *
 * <p>Blocks on the file system; one thread at a time, as every backend.
 */
public final class FileDiscovery implements DiscoveryBackend {

    private static final Logger LOG = LoggerFactory.getLogger(FileDiscovery.class);
    private static final int MAX_FILES = 1_024;
    private static final Comparator<Candidate> OLDEST_FIRST =
            Comparator.comparing(Candidate::modified).thenComparing(Candidate::file);

    private final Path directory;
    private @Nullable NodeId self;
    private Map<Path, FileTime> warned = Map.of();

    /**
     * A backend on that directory.
     *
     * @param directory made at the first announcement if missing; if it exists, its permissions stay as they are
     */
    public FileDiscovery(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "file";
    }

    /** The nodes with a file in the directory, oldest first, without this one; none if there is no directory yet. */
    @Override
    public List<Contact> contacts() throws IOException {
        List<Contact> contacts = new ArrayList<>();
        Map<Path, FileTime> malformed = new HashMap<>();
        for (Candidate candidate : newestFiles()) {
            try {
                Peer peer = read(candidate.file());
                if (!peer.node().equals(self)) {
                    contacts.add(new Contact(peer.node(), peer.address()));
                }
            } catch (NoSuchFileException e) {
                LOG.debug("{} was withdrawn meanwhile", candidate.file());
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException | MalformedInputException e) {
                malformed.put(candidate.file(), candidate.modified());
                warn(candidate, e);
            }
        }
        warned = malformed;
        return contacts;
    }

    /**
     * Writes {@code <node>.endpoint}, whole or not at all.
     *
     * @throws IOException if the directory cannot be made or written
     */
    @Override
    public void announce(Peer peer) throws IOException {
        self = peer.node();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        String name = EndpointFile.nameOf(peer.node());
        // One fixed name per node, so that a crash leaves at most one. CREATE_NEW follows no link planted under that
        // name.
        Path temporary = directory.resolve("." + name + ".tmp");
        Files.deleteIfExists(temporary);
        Files.write(
                temporary,
                EndpointFile.format(peer).getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        Files.move(
                temporary,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void withdraw(NodeId node) throws IOException {
        Files.deleteIfExists(directory.resolve(EndpointFile.nameOf(node)));
    }

    /** The newest files by name and time alone, oldest first; keeps no more than {@link #MAX_FILES}, however many there are. */
    private List<Candidate> newestFiles() throws IOException {
        PriorityQueue<Candidate> newest = new PriorityQueue<>(OLDEST_FIRST);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FileDiscovery::isEndpoint)) {
            for (Path file : files) {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted while listing " + directory);
                }
                modified(file, newest);
                if (newest.size() > MAX_FILES) {
                    newest.remove();
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no directory {} yet", directory);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<Candidate> candidates = new ArrayList<>(newest);
        candidates.sort(OLDEST_FIRST);
        return candidates;
    }

    private static boolean isEndpoint(Path file) {
        return String.valueOf(file.getFileName()).endsWith(EndpointFile.EXTENSION);
    }

    private static void modified(Path file, PriorityQueue<Candidate> newest) {
        try {
            newest.add(new Candidate(file, attributes(file).lastModifiedTime()));
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at: {}", file, e.getMessage());
        }
    }

    private static Peer read(Path file) throws IOException {
        // A pipe would block at opening, a link would lead out of the directory.
        if (!attributes(file).isRegularFile()) {
            throw new IOException("it is not a regular file");
        }
        String text = BoundedFile.read(file, EndpointFile.MAX_BYTES, LinkOption.NOFOLLOW_LINKS);
        return EndpointFile.parse(text, String.valueOf(file.getFileName()));
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void warn(Candidate candidate, Exception problem) {
        if (!candidate.modified().equals(warned.get(candidate.file()))) {
            LOG.atWarn()
                    .addKeyValue("file", candidate.file())
                    .addKeyValue("reason", problem.getMessage())
                    .log("endpoint file {} is passed over: {}", candidate.file(), problem.getMessage());
        }
    }

    private record Candidate(Path file, FileTime modified) {}
}
