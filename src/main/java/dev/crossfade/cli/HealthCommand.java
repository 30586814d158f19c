package dev.crossfade.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a running daemon whether it accepts events: the health check of a container, which has no curl. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description =
                "Says ready and exits with 0 when a running daemon accepts events, else says why not and exits with 1.")
public final class HealthCommand implements Callable<Integer> {
    private static final int READY = 0;
    private static final int NOT_READY = 1;
    private static final int HTTP_OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 64 << 10;
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(3).toMillis();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:${env:CROSSFADE_HTTP_PORT:-8080}",
            description = "Address of the daemon. Default: http://127.0.0.1:8080, or the port of CROSSFADE_HTTP_PORT")
    private String url = "";

    @Override
    public Integer call() {
        URI ready = address();
        try {
            Optional<String> problem = ask(ready);
            say(problem.map(why -> "not ready: " + why).orElse("ready"));
            return problem.isEmpty() ? READY : NOT_READY;
        } catch (IOException silent) {
            say("not ready: " + ready + " does not answer: " + silent.getMessage());
            return NOT_READY;
        }
    }

    /** Why the daemon does not accept events; empty where it does. */
    private static Optional<String> ask(URI ready) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            int status = connection.getResponseCode();
            return status == HTTP_OK
                    ? Optional.empty()
                    : Optional.of(ready + " answered " + status + problem(connection.getErrorStream()));
        } finally {
            connection.disconnect();
        }
    }

    /** What the event log says of itself, where the answer has it. */
    private static String problem(InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try {
            String said = JSON.readTree(body.readNBytes(MOST_BYTES))
                    .at("/components/event_log/problem")
                    .asText();
            return said.isEmpty() ? "" : ": " + said;
        } catch (JsonProcessingException other) {
            return "";
        }
    }

    private void say(String word) {
        spec.commandLine().getOut().println(word);
        spec.commandLine().getOut().flush();
    }

    private URI address() {
        try {
            URI daemon = URI.create(url.replaceFirst("/+$", "") + "/health/ready");
            if (("http".equals(daemon.getScheme()) || "https".equals(daemon.getScheme())) && daemon.getHost() != null) {
                return daemon;
            }
        } catch (IllegalArgumentException broken) {
            throw wrong(broken);
        }
        throw wrong(null);
    }

    private ParameterException wrong(Throwable cause) {
        return new ParameterException(spec.commandLine(), "--url must be http://HOST:PORT or https://HOST:PORT", cause);
    }
}
