package dev.crossfade.eventlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file operations that the log stands on; a seam, so that tests can fill the disk and break it. */
interface Disk {
    /** Opens a file for reading and writing, making it where there is none. */
    LogFile open(Path file) throws IOException;

    /** Whether a file has that name. */
    boolean exists(Path file);

    /** Bytes that could still be written to the disk that holds a folder. */
    long usableBytes(Path folder) throws IOException;

    /** Gives a file another name in the same folder, replacing what has it, and makes that durable. */
    void rename(Path from, Path to) throws IOException;

    /** Makes durable which files a folder holds. */
    void syncFolder(Path folder) throws IOException;

    /** An open file that is read and written by position. */
    interface LogFile extends Closeable {
        /** Reads what there is at a position, up to the buffer's room; negative at the end of the file. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes the whole buffer. */
        void write(ByteBuffer from, long position) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;
    }

    /** The disk of this machine. */
    static Disk real() {
        return new Real();
    }

    /** Plain channels. Their threads must never be interrupted: an interrupt closes the channel. */
    final class Real implements Disk {
        @Override
        public LogFile open(Path file) throws IOException {
            return new Channel(FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        }

        @Override
        public boolean exists(Path file) {
            return Files.exists(file);
        }

        @Override
        public long usableBytes(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(to.toAbsolutePath().getParent());
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** One file of this machine's disk. */
    record Channel(FileChannel channel) implements LogFile {
        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            long at = position;
            while (from.hasRemaining()) {
                at += channel.write(from, at);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
