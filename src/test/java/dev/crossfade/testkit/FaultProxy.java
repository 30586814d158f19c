package dev.crossfade.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on the loopback address that does to the connections through it what networks and dying servers do.
 *
 * <p>One fault holds at a time: a new one takes the place of the one before. Two threads a connection; for a handful of
 * them.
 */
public final class FaultProxy implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int CONNECT_MILLIS = 5_000;
    private static final int CHUNK = 8 << 10;
    private static final int BACKLOG = 128;

    private final Line line = new Line();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final int target;
    private final int port;
    private ServerSocket listener;
    private Thread acceptor;

    private FaultProxy(int target) throws IOException {
        this.target = target;
        this.port = FreePort.find();
        listen();
    }

    /** In front of a port of this machine, whether anybody listens there or not. */
    public static FaultProxy before(int target) throws IOException {
        return new FaultProxy(target);
    }

    /** Where to connect instead; the same for as long as the proxy lives. */
    public int port() {
        return port;
    }

    /** How many connections there are now. */
    public int connections() {
        return connections.size();
    }

    /** Resets all connections that there are. New ones are taken as before. */
    public synchronized void cut() {
        List.copyOf(connections).forEach(Connection::reset);
        line.wake();
    }

    /** Nobody listens any more, as after the end of a server: new connections are refused, those that were are reset. */
    public synchronized void refuse() throws IOException {
        listener.close();
        awaitEnd(acceptor);
        line.clear();
        cut();
    }

    /** Connections stay, new ones are taken, and nothing comes through, not even the news that a side has gone. */
    public synchronized void blackhole() throws IOException {
        listen();
        line.block();
    }

    /** Each chunk of at most 8 KiB waits so long before it goes on, each direction for itself. */
    public synchronized void delay(Duration delay) throws IOException {
        listen();
        line.delay(delay);
    }

    /** Each direction of each connection has no more than that. */
    public synchronized void throttle(long bytesPerSecond) throws IOException {
        listen();
        line.throttle(bytesPerSecond);
    }

    /** Everything goes through again; what was held back goes first. */
    public synchronized void restore() throws IOException {
        listen();
        line.clear();
    }

    @Override
    public void close() throws IOException {
        refuse();
    }

    private void listen() throws IOException {
        if (listener != null && !listener.isClosed()) {
            return;
        }
        ServerSocket made = new ServerSocket(port, BACKLOG, LOOPBACK);
        listener = made;
        acceptor = run(() -> accept(made));
    }

    /** A thread that is still about to accept keeps the closed port open for a moment, and might take one more. */
    private static void awaitEnd(Thread acceptor) throws IOException {
        try {
            acceptor.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the port was closed");
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Connection connection = new Connection(from.accept());
                run(connection::open);
            } catch (IOException failure) {
                if (!from.isClosed()) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
    }

    private Thread run(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A client's connection and the one that is made to the target for it. */
    private final class Connection implements Line.Pair {
        private final Socket client;
        private final Socket server = new Socket();
        private volatile boolean over;

        Connection(Socket client) {
            this.client = client;
            connections.add(this);
        }

        void open() {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                if (line.pass(0, this)) {
                    server.connect(new InetSocketAddress(LOOPBACK, target), CONNECT_MILLIS);
                    run(() -> pump(server, client));
                    pump(client, server);
                }
            } catch (IOException | InterruptedException unreachable) {
                reset();
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] chunk = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                int read = in.read(chunk);
                while (read >= 0 && line.pass(read, this)) {
                    to.getOutputStream().write(chunk, 0, read);
                    read = in.read(chunk);
                }
                if (line.pass(0, this)) {
                    to.shutdownOutput();
                }
                closeWhenBothAreDone();
            } catch (IOException | InterruptedException broken) {
                resetInItsTime();
            }
        }

        private synchronized void closeWhenBothAreDone() throws IOException {
            if (client.isOutputShutdown() && server.isOutputShutdown()) {
                over = true;
                client.close();
                server.close();
                connections.remove(this);
            }
        }

        /** A blackhole swallows this news too. */
        private void resetInItsTime() {
            try {
                line.pass(0, this);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
            reset();
        }

        synchronized void reset() {
            over = true;
            resetSocket(client);
            resetSocket(server);
            connections.remove(this);
        }

        @Override
        public boolean isOver() {
            return over;
        }

        private static void resetSocket(Socket socket) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (IOException closedAlready) {
                // Which leaves nothing to reset.
                return;
            }
        }
    }
}
