package dev.crossfade.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pages with supabase-js in a browser, served from a port of their own, and so of another origin than a daemon. */
public final class SupabasePages implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String BUILD = "dist/umd/supabase.js";
    private static final String PAGE = """
            <!doctype html><title>supabase-js</title><link rel="icon" href="data:,"><script src="/%s.js"></script>
            <script type="module">import * as scenarios from '/scenarios.js'; window.scenarios = scenarios;</script>
            """;
    private static final String RUN = """
            const [scenario, url, publishUrl, wish, done] = arguments;
            const client = () =>
              supabase.createClient(url, 'key', { auth: { persistSession: false, autoRefreshToken: false } });
            const publish = async (events) => {
              const answer = await fetch(`${publishUrl}/events`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(events),
              });
              if (answer.status !== 202) {
                throw new Error(`not accepted: ${answer.status}`);
              }
            };
            const asked = { ...JSON.parse(wish), two: scenario === 'broadcast' ? client() : undefined };
            scenarios[scenario](client(), publish, asked).then(
              (seen) => done(JSON.stringify(seen)),
              (error) => done(JSON.stringify({ error: String(error) })));
            """;

    private final HttpServer server;
    private final ChromeDriver browser;

    private SupabasePages(HttpServer server, ChromeDriver browser) {
        this.server = server;
        this.browser = browser;
    }

    /** Serves them to that browser, which runs scripts for some minutes from then on. */
    public static SupabasePages serve(NodeScript packages, ChromeDriver browser) throws IOException {
        Map<String, Path> files = Map.of(
                "/now.js", packages.module("@supabase/supabase-js").resolve(BUILD),
                "/then.js", packages.module("supabase-js-2024").resolve(BUILD),
                "/scenarios.js", packages.file("scenarios.js"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, files));
        server.start();
        browser.manage().timeouts().scriptTimeout(PATIENCE);
        return new SupabasePages(server, browser);
    }

    /** Their origin. */
    public String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Another one of theirs. */
    public String foreignOrigin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /**
     * Opens the page with the client of that age and has it run a scenario.
     *
     * @return what it saw
     */
    public JsonObject run(String origin, String age, String scenario, String url, String publishUrl, JsonObject wish) {
        browser.get(origin + "/" + age);
        JsonObject seen =
                new JsonObject((String) browser.executeAsyncScript(RUN, scenario, url, publishUrl, wish.encode()));
        if (seen.containsKey("error")) {
            throw new AssertionError(seen.getString("error"));
        }
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, Map<String, Path> files) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = files.get(path);
        byte[] body = file == null
                ? PAGE.formatted(path.substring(1)).getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(file);
        exchange.getResponseHeaders().set("Content-Type", file == null ? "text/html" : "text/javascript");
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
