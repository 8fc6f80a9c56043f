package io.barrel.p2p.security;

import io.barrel.p2p.security.KeyPairFiles.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pairs of files that were replaced, each in a directory named after the time. Not safe for use by several threads. */
final class KeyBackups {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The time, and a number from the second backup within one second on. */
    private static final Pattern NAMED = Pattern.compile("[0-9]{8}T[0-9]{6}Z(?:-[0-9]{1,9})?");

    private static final String UNFINISHED = "[0-9]*T[0-9]*Z*" + SecureFiles.TEMPORARY;

    private static final Comparator<String> BY_AGE = Comparator.comparing((String name) -> name.split("-", 2)[0])
            .thenComparing(String::length)
            .thenComparing(Comparator.naturalOrder());

    private final SecureFiles files;
    private final Path directory;
    private final String secretName;
    private final String openName;

    /** Backups of the pair in that directory. */
    KeyBackups(SecureFiles files, Path pairDirectory, String secretName, String openName) {
        this.files = files;
        this.directory = pairDirectory.resolve("backups");
        this.secretName = secretName;
        this.openName = openName;
    }

    Path directory() {
        return directory;
    }

    /**
     * Keeps a pair. It gets its name only when it is complete.
     *
     * @return the directory that keeps it
     */
    Path add(Pair old, Instant now) throws IOException {
        files.openDirectory(directory);
        String name = NAME.format(now);
        Path backup = directory.resolve(name);
        for (int i = 2; Files.exists(backup, LinkOption.NOFOLLOW_LINKS); i++) {
            backup = directory.resolve(name + "-" + i);
        }
        Path temporary = SecureFiles.sibling(backup, SecureFiles.TEMPORARY);
        Path secretCopy = temporary.resolve(secretName);
        Path openCopy = temporary.resolve(openName);
        files.createDirectory(temporary);
        try {
            files.stage(secretCopy, old.secret());
            files.stage(openCopy, old.open());
            files.forceDirectory(openCopy);
            files.rename(temporary, backup);
            files.forceDirectory(backup);
        } catch (IOException e) {
            files.deleteAfter(e, secretCopy, openCopy, temporary);
            throw e;
        }
        return backup;
    }

    /** The directories of complete backups. */
    List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> backups = Files.list(directory)) {
            return backups.map(backup -> backup.getFileName().toString())
                    .filter(name -> NAMED.matcher(name).matches())
                    .sorted(BY_AGE.reversed())
                    .map(directory::resolve)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Deletes backups that were never completed. */
    void sweep() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, UNFINISHED)) {
            for (Path backup : unfinished) {
                files.delete(backup.resolve(secretName));
                files.delete(backup.resolve(openName));
                files.delete(backup);
            }
        }
    }
}
