package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    @BeforeAll
    static void possible() {
        SmallDisk.unavailable().ifPresent(reason -> assumeTrue(false, reason));
    }

    @Test
    void fullIsFullUntilItIsFreed() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(folder, SIZE)) {
            Path file = disk.folder().resolve("file");
            Files.write(file, new byte[1000]);
            disk.fill();
            assertThatThrownBy(() -> Files.write(disk.folder().resolve("more"), new byte[8192]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("space");
            disk.free();
            Files.write(disk.folder().resolve("more"), new byte[8192]);
            assertThat(file).hasSize(1000);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void itCanBeFilledUpToSomeRoom() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(folder, SIZE)) {
            disk.fill(64 << 10);
            Files.write(disk.folder().resolve("fits"), new byte[32 << 10]);
            assertThatThrownBy(() -> Files.write(disk.folder().resolve("does not"), new byte[64 << 10]))
                    .isInstanceOf(IOException.class);
        }
    }
}
