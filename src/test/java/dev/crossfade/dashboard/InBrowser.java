package dev.crossfade.dashboard;

import dev.crossfade.testkit.Chromium;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** One browser for all tests of a class, and a pretended daemon for each. */
abstract class InBrowser {
    static ChromeDriver browser;
    static Vertx vertx;

    PretendDaemon daemon;

    @BeforeAll
    static void startBrowser() {
        browser = Chromium.start();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void quitBrowser() {
        if (browser != null) {
            browser.quit();
            vertx.close().await();
        }
    }

    @BeforeEach
    void startDaemon() {
        browser.manage().logs().get(LogType.BROWSER);
        daemon = PretendDaemon.start(vertx);
    }

    @AfterEach
    void stopDaemon() {
        browser.get("about:blank");
        vertx.undeploy(daemon.deploymentID()).await();
    }
}
