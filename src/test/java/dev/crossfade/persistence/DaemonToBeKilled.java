package dev.crossfade.persistence;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts an embedded database, says so, and waits for its end. */
final class DaemonToBeKilled {
    private DaemonToBeKilled() {}

    public static void main(String[] folders) throws Exception {
        EmbeddedDatabase database = new EmbeddedDatabase(Path.of(folders[0]), Path.of(folders[1]), Path.of(folders[2]));
        database.start();
        System.out.println("started " + database.pid());
        new CountDownLatch(1).await();
    }
}
