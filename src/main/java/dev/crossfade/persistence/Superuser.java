package dev.crossfade.persistence;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has to stand before PostgreSQL's programs where the daemon runs as root, which they refuse to. */
final class Superuser {
    private static final List<String> NOBODY_IN_PARTICULAR = List.of("unshare", "-U");

    private Superuser() {}

    /**
     * Nothing for ordinary users. For root, what runs a program in a user namespace of its own, where it is nobody in
     * particular and still owns root's files.
     *
     * @throws IOException where root may not do that, as in most containers
     */
    static List<String> prefix() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (!permitted()) {
            throw new IOException("PostgreSQL does not run as root, and this system permits no user namespaces:"
                    + " run the daemon as another user, or use database.mode external");
        }
        return NOBODY_IN_PARTICULAR;
    }

    private static boolean permitted() throws IOException {
        try {
            Process trial = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return trial.waitFor(5, TimeUnit.SECONDS) && trial.exitValue() == 0;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
