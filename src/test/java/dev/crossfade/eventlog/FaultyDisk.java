package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The real disk, which can be filled and broken. Half of what meets a full disk is written all the same.
 *
 * <p>It never waits for a sync, since no test here cuts the power: what a process wrote is there when it is gone.
 */
final class FaultyDisk implements Disk {
    private final Disk real = Disk.real();
    private volatile boolean full;
    private volatile boolean syncsFail;
    private volatile boolean truncatesFail;
    private volatile Error onSync;
    private volatile Error onUsableBytes;

    void fill(boolean on) {
        full = on;
    }

    void failSyncs(boolean on) {
        syncsFail = on;
    }

    void failTruncates(boolean on) {
        truncatesFail = on;
    }

    void throwOnSync(Error error) {
        onSync = error;
    }

    void throwOnUsableBytes(Error error) {
        onUsableBytes = error;
    }

    @Override
    public LogFile open(Path file) throws IOException {
        return new FaultyFile(real.open(file));
    }

    @Override
    public boolean exists(Path file) {
        return real.exists(file);
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        if (onUsableBytes != null) {
            throw onUsableBytes;
        }
        return full ? 0 : real.usableBytes(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void syncFolder(Path folder) {
        // Nothing to wait for.
    }

    private final class FaultyFile implements LogFile {
        private final LogFile file;

        FaultyFile(LogFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            if (full) {
                file.write(from.limit(from.position() + from.remaining() / 2), position);
                throw new IOException("No space left on device");
            }
            file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            if (onSync != null) {
                throw onSync;
            }
            if (syncsFail) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            if (truncatesFail) {
                throw new IOException("Input/output error");
            }
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
