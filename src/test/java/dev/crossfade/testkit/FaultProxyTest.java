package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultProxyTest {
    private static final int SOON = 150;
    private static final int PATIENCE = 10_000;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve);
        server.setDaemon(true);
        server.start();
        proxy = FaultProxy.before(echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void whatIsSentComesThroughAndBack() throws IOException {
        try (Socket client = connect()) {
            assertThat(exchange(client, "hello")).isEqualTo("hello");
            assertThat(proxy.connections()).isEqualTo(1);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        awaitNoConnections();
    }

    @Test
    void aCutResetsWhatThereIsAndTakesNewConnections() throws IOException {
        try (Socket old = connect()) {
            exchange(old, "hello");
            proxy.cut();
            assertThatThrownBy(() -> exchange(old, "lost")).isInstanceOf(SocketException.class);
            assertThat(proxy.connections()).isZero();
        }
        try (Socket fresh = connect()) {
            assertThat(exchange(fresh, "again")).isEqualTo("again");
        }
    }

    @Test
    void refusedIsRefusedUntilItIsRestored() throws IOException {
        try (Socket old = connect()) {
            exchange(old, "hello");
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> exchange(old, "lost")).isInstanceOf(SocketException.class);
        }
        proxy.restore();
        try (Socket fresh = connect()) {
            assertThat(exchange(fresh, "again")).isEqualTo("again");
        }
    }

    @Test
    void aBlackholeTakesConnectionsAndBytesAndGivesThemBackWhenItIsOver() throws IOException {
        try (Socket old = connect()) {
            exchange(old, "hello");
            proxy.blackhole();
            try (Socket fresh = connect()) {
                assertNoAnswer(old, "one");
                assertNoAnswer(fresh, "two");
                proxy.restore();
                assertThat(read(old, 3)).isEqualTo("one");
                assertThat(read(fresh, 3)).isEqualTo("two");
            }
        }
    }

    @Test
    void aBlackholeHidesThatASideHasGone() throws IOException {
        try (Socket client = connect()) {
            exchange(client, "hello");
            proxy.blackhole();
            client.shutdownOutput();
            client.setSoTimeout(SOON);
            assertThatThrownBy(() -> read(client, 1)).isInstanceOf(SocketTimeoutException.class);
            proxy.restore();
            client.setSoTimeout(PATIENCE);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatABlackholeHoldsCanBeCut() throws IOException {
        try (Socket client = connect()) {
            proxy.blackhole();
            assertNoAnswer(client, "?");
            proxy.cut();
            assertThatThrownBy(() -> read(client, 1)).isInstanceOf(SocketException.class);
        }
        awaitNoConnections();
    }

    @Test
    void aDelayIsTakenOnBothWays() throws IOException {
        try (Socket client = connect()) {
            exchange(client, "hello");
            proxy.delay(Duration.ofMillis(60));
            long begun = System.nanoTime();
            assertThat(exchange(client, "late")).isEqualTo("late");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(118));
        }
    }

    @Test
    void aThrottleHoldsTheRateAndLettingGoEndsTheWaiting() throws IOException {
        try (Socket client = connect()) {
            String text = "x".repeat(1_000);
            proxy.throttle(10_000);
            long begun = System.nanoTime();
            assertThat(exchange(client, text)).isEqualTo(text);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            proxy.throttle(1);
            assertNoAnswer(client, text);
            proxy.restore();
            assertThat(read(client, text.length())).isEqualTo(text);
        }
    }

    @Test
    void aTargetThatIsAwayResetsTheClient() throws IOException {
        echo.close();
        assertThatThrownBy(this::connectAndRead).isInstanceOf(IOException.class);
    }

    /** The reset may come while the client still connects. */
    private void connectAndRead() throws IOException {
        try (Socket client = connect()) {
            read(client, 1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return read(socket, text.length());
    }

    private static String read(Socket socket, int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        if (bytes.length < length) {
            throw new SocketException("closed after " + bytes.length + " bytes");
        }
        return new String(bytes, US_ASCII);
    }

    private static void assertNoAnswer(Socket socket, String text) throws IOException {
        socket.setSoTimeout(SOON);
        assertThatThrownBy(() -> exchange(socket, text)).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE);
    }

    private void awaitNoConnections() {
        Waiting.forThat(Duration.ofMillis(PATIENCE), proxy::connections, connections -> connections == 0);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread thread = new Thread(() -> echo(socket));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException cut) {
            // As the proxy is told to do.
            return;
        }
    }
}
