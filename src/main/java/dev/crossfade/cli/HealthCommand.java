package dev.crossfade.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
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
            int status = ask(ready);
            boolean accepts = status == HTTP_OK;
            say(accepts ? "ready" : "not ready: " + ready + " answered " + status);
            return accepts ? READY : NOT_READY;
        } catch (IOException silent) {
            say("not ready: " + ready + " does not answer: " + silent.getMessage());
            return NOT_READY;
        }
    }

    private static int ask(URI ready) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
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
