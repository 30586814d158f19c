package dev.crossfade.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of the loopback address for servers that go away and come back on the same one.
 *
 * <p>It lies below the range that systems take ports of outgoing connections from (32768 on Linux, 49152 elsewhere): one
 * of those would be taken by anybody while the server is away, even by a client that tries to reach it.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private FreePort() {}

    /** One that nobody listens on now. */
    public static int find() throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IOException("no port is free", last);
    }
}
