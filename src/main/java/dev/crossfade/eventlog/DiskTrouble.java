package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** What an operator is told of a failed file operation: the platform's own message is often the path alone. */
final class DiskTrouble {
    private static final Map<Class<? extends FileSystemException>, String> WORDS = Map.of(
            AccessDeniedException.class, "permission denied",
            NoSuchFileException.class, "no such file or folder",
            FileAlreadyExistsException.class, "a file is where a folder should be",
            NotDirectoryException.class, "a file is where a folder should be");

    private DiskTrouble() {}

    /** One sentence without a stop. */
    static String of(IOException failed) {
        if (failed instanceof FileSystemException named && named.getReason() == null && named.getFile() != null) {
            return named.getFile() + ": " + WORDS.getOrDefault(named.getClass(), "cannot be used");
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }
}
