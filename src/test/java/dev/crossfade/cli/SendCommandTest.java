package dev.crossfade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.cli.FakeDaemon.Reply;
import dev.crossfade.cli.FakeDaemon.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SendCommandTest {
    @TempDir
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void filesAreSentInOrderBatchByBatch() throws Exception {
        Path first = file("a.ndjson", events(0, 1200));
        Path second = file("b.ndjson", events(1200, 1300));
        try (FakeDaemon daemon = new FakeDaemon(SendCommandTest::acceptAll)) {
            int code = send(first.toString(), second.toString(), "--url", daemon.url() + "/", "--key", "secret");

            assertThat(code).isZero();
            assertThat(daemon.requests()).extracting(Request::lines).containsExactly(500L, 500L, 200L, 100L);
            assertThat(daemon.requests().stream().map(Request::body).collect(Collectors.joining()))
                    .isEqualTo(events(0, 1300));
            assertThat(daemon.requests()).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.contentType()).isEqualTo("application/x-ndjson");
                assertThat(request.authorization()).isEqualTo("Bearer secret");
            });
        }
        assertThat(out.toString()).matches("accepted 1300, rejected 0, duplicates 0, \\d+ events/s\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusedLinesAreNamedByFileAndLine() throws Exception {
        Path file = file("a.ndjson", "{}\n\n{}\n{}\n");
        String body = """
                {"accepted":1,"rejected":2,"duplicates":1,"errors":[
                 {"index":1,"field":"data.level","message":"no\\u001b[31m"},{"index":2,"field":"","message":"broken"}]}
                """;
        try (FakeDaemon daemon = new FakeDaemon(request -> Reply.of(202, body))) {
            assertThat(send(file.toString(), "--url", daemon.url())).isEqualTo(1);
        }
        assertThat(err.toString().lines()).containsExactly(file + ":3: data.level: no?[31m", file + ":4: broken");
        assertThat(out.toString()).startsWith("accepted 1, rejected 2, duplicates 1, ");
    }

    @Test
    void onlyTheFirstRefusalsAreShown() throws Exception {
        String errors = IntStream.range(0, 30)
                .mapToObj(i -> "{\"index\":" + i + ",\"field\":\"\",\"message\":\"m\"}")
                .collect(Collectors.joining(","));
        String body = "{\"status\":422,\"accepted\":0,\"rejected\":30,\"duplicates\":0,\"errors\":[" + errors + "]}";
        try (FakeDaemon daemon = new FakeDaemon(request -> Reply.of(422, body))) {
            assertThat(send(file("a", events(0, 30)).toString(), "--url", daemon.url()))
                    .isEqualTo(1);
        }
        assertThat(err.toString().lines()).hasSize(21).last().isEqualTo("and 10 more were refused");
    }

    @Test
    void aBatchThatDoesNotParseIsRefusedAndTheNextIsSent() throws Exception {
        Function<Request, Reply> replies = request -> request.body().startsWith("{")
                ? Reply.accepted(request.lines())
                : Reply.of(400, "{\"title\":\"Bad Request\",\"detail\":\"nothing parses\"}");
        try (FakeDaemon daemon = new FakeDaemon(replies)) {
            Path file = file("a", "x\ny\n{}\n{}\n");
            assertThat(send(file.toString(), "--batch", "2", "--url", daemon.url()))
                    .isEqualTo(1);
            assertThat(err.toString()).startsWith(file + ":1: nothing parses");
        }
        assertThat(out.toString()).startsWith("accepted 2, rejected 2, ");
    }

    @Test
    void aBatchThatIsTooLargeIsHalved() throws Exception {
        Function<Request, Reply> replies =
                request -> request.lines() > 3 || request.body().contains("huge")
                        ? Reply.of(413, "{\"detail\":\"too large\"}")
                        : Reply.accepted(request.lines());
        try (FakeDaemon daemon = new FakeDaemon(replies)) {
            Path file = file("a", events(0, 5) + "{\"huge\":1}\n" + events(5, 9));
            assertThat(send(file.toString(), "--url", daemon.url())).isEqualTo(1);
            assertThat(err.toString().lines()).containsExactly(file + ":6: too large");
        }
        assertThat(out.toString()).startsWith("accepted 9, rejected 1, ");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aBusyDaemonIsAskedAgain(int status) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Function<Request, Reply> replies = request -> asked.incrementAndGet() < 3
                ? new Reply(status, Map.of("Retry-After", "0"), "{}")
                : Reply.accepted(request.lines());
        try (FakeDaemon daemon = new FakeDaemon(replies)) {
            assertThat(send(file("a", events(0, 2)).toString(), "--url", daemon.url()))
                    .isZero();
        }
        assertThat(asked).hasValue(3);
        assertThat(out.toString()).startsWith("accepted 2, ");
    }

    @Test
    void aDaemonThatStaysBusyIsGivenUp() throws Exception {
        try (FakeDaemon daemon =
                new FakeDaemon(request -> new Reply(503, Map.of("Retry-After", "0"), "{\"detail\":\"no room\"}"))) {
            assertThat(send(file("a", events(0, 2)).toString(), "--url", daemon.url()))
                    .isEqualTo(1);
            assertThat(daemon.requests()).hasSize(10);
        }
        assertThat(err.toString()).contains("is busy (503: no room), 10 times in a row");
        assertThat(out.toString()).startsWith("accepted 0, rejected 0, ");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedKeyEndsTheSending(int status) throws Exception {
        try (FakeDaemon daemon = new FakeDaemon(request -> Reply.of(status, ""))) {
            Path file = file("a", events(0, 9));
            assertThat(send(file.toString(), "--batch", "1", "--key", "geheim", "--url", daemon.url()))
                    .isEqualTo(1);
            assertThat(daemon.requests()).hasSize(1);
        }
        assertThat(err.toString())
                .contains("give a key with the role ingest by --key")
                .doesNotContain("geheim");
    }

    @Test
    void anAnswerOfAnotherProgramEndsTheSending() throws Exception {
        try (FakeDaemon daemon = new FakeDaemon(request -> Reply.of(202, "<html>"))) {
            assertThat(send(file("a", events(0, 1)).toString(), "--url", daemon.url()))
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("gave an answer that is not Crossfade's");
    }

    @Test
    void standardInputIsAFileToo() throws Exception {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{}\n{}\n".getBytes(StandardCharsets.UTF_8)));
        try (FakeDaemon daemon = new FakeDaemon(SendCommandTest::acceptAll)) {
            assertThat(send("-", "--url", daemon.url())).isZero();
            assertThat(daemon.requests()).extracting(Request::authorization).containsOnlyNulls();
        } finally {
            System.setIn(before);
        }
        assertThat(out.toString()).startsWith("accepted 2, ");
    }

    @Test
    void anInterruptEndsTheSendingWithItsCount() throws Exception {
        Thread sender = Thread.currentThread();
        Function<Request, Reply> replies = request -> {
            sender.interrupt();
            return Reply.accepted(request.lines());
        };
        try (FakeDaemon daemon = new FakeDaemon(replies)) {
            Path file = file("a", events(0, 1000));
            int exitCode = send(file.toString(), "--batch", "1", "--rate", "1", "--url", daemon.url());
            // Asked here: closing a server may wait, which ends the interrupt on some versions of Java.
            assertThat(Thread.interrupted()).isTrue();
            assertThat(exitCode).isEqualTo(1);
        }
        assertThat(err.toString()).contains("interrupted; the last batch may have been accepted");
        assertThat(out.toString()).matches("accepted [01], rejected 0, .*\\R");
    }

    @Test
    void nothingIsSentWhereAFileIsMissing() throws Exception {
        try (FakeDaemon daemon = new FakeDaemon(SendCommandTest::acceptAll)) {
            Path there = file("a", events(0, 1));
            assertThat(send(there.toString(), dir + "/none", "--url", daemon.url()))
                    .isEqualTo(2);
            assertThat(daemon.requests()).isEmpty();
        }
        assertThat(err.toString()).contains("none is not a file that can be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--url ftp://h",
                "--url http://",
                "--url h:80",
                "--url http://a^b",
                "--batch 0",
                "--batch 10001",
                "--batch x",
                "--rate 0",
                "--rate x"
            })
    void badUsageIsRefused(String options) throws Exception {
        String[] args = (file("a", "{}\n") + " " + options).split(" ");

        assertThat(send(args)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private int send(String... args) {
        return new CommandLine(new SendCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private static Reply acceptAll(Request request) {
        return Reply.accepted(request.lines());
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text);
    }

    private static String events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"n\":" + i + "}\n").collect(Collectors.joining());
    }
}
