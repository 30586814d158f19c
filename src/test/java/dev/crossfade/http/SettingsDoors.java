package dev.crossfade.http;

import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.testkit.Doors;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** The doors of the settings, in version 7, before a small keeper of overrides; the keys are "reader" and "root". */
final class SettingsDoors implements AutoCloseable {
    static final String DEBUG = "/routing/categories/debug";
    static final String DEBUG_KEYS = "dual_write.categories.debug.";

    private final SettingsSnapshot first = PretendConfigVerticle.first("""
                auth:
                  mode: keys
                  keys:
                    - name: reader
                      roles: [read]
                      sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
                    - name: root
                      roles: [admin]
                      sha256: 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2
                http: { allowed_origins: ["https://ops.example"] }
                dual_write:
                  circuit_breaker_recovery_time_s: 0.5
                  adapter_health: { websocket: { latency_threshold_ms: 1.25 } }
                """);
    private final Doors doors = Doors.open(first);
    private final PretendConfigVerticle config = new PretendConfigVerticle(first);

    SettingsDoors() {
        doors.vertx().deployVerticle(config).await();
    }

    SettingsSnapshot first() {
        return first;
    }

    /** The keeper, which remembers what it was asked. */
    PretendConfigVerticle config() {
        return config;
    }

    /** The same doors, for who has no key. */
    Doors keyless() {
        return doors;
    }

    Vertx vertx() {
        return doors.vertx();
    }

    /** Asks with the key of the reader. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("apikey", "reader"));
    }

    /** Puts JSON with the key of root. */
    HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, body);
    }

    /** Sends JSON with the key of root. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("apikey", "root")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return doors.send(request);
    }

    HttpRequest.Builder request(String path) {
        return doors.request(path);
    }

    @Override
    public void close() {
        doors.close();
    }
}
