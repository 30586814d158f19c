package dev.crossfade.persistence;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs as they come in the jar, unpacked once per version; blocking. */
final class PostgresBinaries {
    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final int BUFFER = 1 << 16;

    private PostgresBinaries() {}

    /**
     * The folder that holds {@code bin/postgres}, unpacked below {@code cache} where it is not there yet. What an
     * unpacking that was cut short has left is of no account: a folder gets its name when it is complete.
     */
    static Path unpackedBelow(Path cache) throws IOException {
        URL archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path home = cache.resolve(identity(archive));
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(cache);
        Path scratch = Files.createTempDirectory(cache, "unpacking-");
        try (InputStream packed = archive.openStream()) {
            unpack(packed, scratch);
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
            moveIntoPlace(scratch, home);
        } finally {
            Folders.delete(scratch);
        }
        return home;
    }

    private static URL archive(String system, String architecture) throws IOException {
        String name = "postgres-"
                + (system.startsWith("Mac") ? "darwin" : system.toLowerCase(Locale.ROOT))
                + ("aarch64".equals(architecture) ? "-arm_64" : "-x86_64") + ".txz";
        return Optional.ofNullable(PostgresBinaries.class.getResource("/" + name))
                .orElseThrow(() -> new IOException(name + " is not in this build: it has PostgreSQL for the platform"
                        + " that it was built on; use database.mode external"));
    }

    /** The checksum that the jar keeps of the archive anyway: it costs nothing and changes with the content. */
    private static String identity(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            return "%08x".formatted(jar.getJarEntry().getCrc());
        }
        throw new IOException("expected the archive in a jar: " + archive);
    }

    private static void unpack(InputStream packed, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, BUFFER)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                write(tar, entry, target);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean program = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Somebody else may have been faster, which is as good. */
    private static void moveIntoPlace(Path scratch, Path home) throws IOException {
        try {
            Files.move(scratch, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException taken) {
            if (!Files.isDirectory(home)) {
                throw taken;
            }
        }
    }
}
