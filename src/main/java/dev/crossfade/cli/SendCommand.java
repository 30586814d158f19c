package dev.crossfade.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes NDJSON files to a running daemon, in the order of their lines. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = {
            "Publishes files of events, one JSON object a line, to a running daemon.",
            "One request is under way at a time, so the order of lines is the order of sequence ids. A busy daemon and"
                    + " a failed connection are tried again a few times. Where an answer was lost, the batch is sent"
                    + " again: events that carry an id are then counted as"
                    + " duplicates and stored once, the others may be stored twice."
        })
public final class SendCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MAX_BATCH = 10_000;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "NDJSON files; - is standard input")
    private List<String> files = List.of();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of the daemon. Default: http://127.0.0.1:8080")
    private String url = "";

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "500",
            description = "Most events a request, 1 to 10000. Default: 500")
    private int batch;

    @Option(names = "--rate", paramLabel = "N", description = "Events a second. Default: as fast as it goes")
    private Optional<Integer> rate = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "${env:CROSSFADE_KEY}",
            description = "Key with the role ingest. Default: the variable CROSSFADE_KEY, which other users cannot see")
    private Optional<String> key = Optional.empty();

    @Override
    public Integer call() throws IOException {
        require(batch >= 1 && batch <= MAX_BATCH, "--batch must be from 1 to " + MAX_BATCH);
        require(rate.orElse(1) >= 1, "--rate must be at least 1");
        EventsClient client = new EventsClient(address(), key, time -> Thread.sleep(time.toMillis()));
        Tally tally = new Tally();
        Interruption interruption = new Interruption();
        try {
            return send(client, tally);
        } finally {
            interruption.over();
        }
    }

    private int send(EventsClient client, Tally tally) throws IOException {
        Optional<String> failure;
        Duration elapsed;
        try (Progress progress = Progress.onTerminal(totalBytes())) {
            Sending sending = new Sending(client, new Pace(rate.orElse(0)), batch, progress, System.in, tally);
            failure = sending.run(files);
            elapsed = sending.elapsed();
        }
        PrintWriter err = spec.commandLine().getErr();
        tally.printRefusals(err);
        failure.ifPresent(reason -> err.println("crossfade: " + reason));
        err.flush();
        spec.commandLine().getOut().println(tally.summary(elapsed));
        spec.commandLine().getOut().flush();
        return failure.isPresent() || tally.anyRejected() ? FAILED : OK;
    }

    private URI address() {
        try {
            URI daemon = new URI(url.replaceFirst("/+$", ""));
            boolean http = "http".equals(daemon.getScheme()) || "https".equals(daemon.getScheme());
            require(http && daemon.getHost() != null, "--url must be http://HOST:PORT or https://HOST:PORT");
            return URI.create(daemon + "/events");
        } catch (URISyntaxException broken) {
            throw wrong("--url must be http://HOST:PORT or https://HOST:PORT");
        }
    }

    /** Size of all files together, -1 where standard input is among them. Every file must be there before the first is sent. */
    private long totalBytes() throws IOException {
        long total = 0;
        for (String name : files) {
            if (!name.equals(Sending.STDIN)) {
                Path file = Path.of(name);
                require(Files.isReadable(file) && !Files.isDirectory(file), name + " is not a file that can be read");
                total += Files.size(file);
            }
        }
        return files.contains(Sending.STDIN) ? -1 : total;
    }

    private void require(boolean right, String otherwise) {
        if (!right) {
            throw wrong(otherwise);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
