package dev.crossfade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class HealthCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void aDaemonThatAcceptsEventsIsReady() throws Exception {
        assertThat(askOneThatAnswers(200)).isZero();
        assertThat(out.toString()).isEqualTo("ready" + System.lineSeparator());
    }

    @Test
    void aDaemonThatAcceptsNoneIsNotAndTheAnswerIsNamed() throws Exception {
        assertThat(askOneThatAnswers(503)).isEqualTo(1);
        assertThat(out.toString()).startsWith("not ready: http://127.0.0.1:").contains("answered 503");
    }

    @Test
    void whereNobodyListensItIsNotReady() throws Exception {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }

        assertThat(ask("http://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(out.toString()).contains("does not answer");
    }

    @Test
    void anAddressThatIsNoneIsBadUsage() {
        assertThat(ask("localhost:8080")).isEqualTo(2);
        assertThat(ask("http://not a host")).isEqualTo(2);
    }

    private int askOneThatAnswers(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/ready", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        try {
            return ask("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        } finally {
            server.stop(0);
        }
    }

    private int ask(String url) {
        return new CommandLine(new HealthCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute("--url", url);
    }
}
