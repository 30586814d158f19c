package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Chromium;
import dev.crossfade.testkit.DaemonProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page of the API description in a real browser, under the policy that it is served with. */
class ApiPageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void everyPathIsThereAndAQuestionCanBeTriedOut() throws Exception {
        ChromeDriver browser = Chromium.start();
        try (DaemonProcess daemon = DaemonProcess.start(folder, Map.of())) {
            browser.manage().timeouts().implicitlyWait(PATIENCE);
            browser.get(daemon.uri("/docs").toString());

            browser.findElement(By.cssSelector("[data-path='/health']")).click();
            browser.findElement(By.cssSelector(".try-out__btn")).click();
            browser.findElement(By.cssSelector("button.execute")).click();
            String answered = browser.findElement(By.cssSelector(".live-responses-table tbody td.response-col_status"))
                    .getText();

            assertThat(browser.findElements(By.cssSelector(".opblock-summary-path")))
                    .extracting(path -> path.getDomAttribute("data-path"))
                    .hasSizeGreaterThan(40)
                    .contains("/events", "/metrics/parity", "/routing/categories/{name}");
            assertThat(answered).startsWith("200");
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                    .as("what the browser complains of")
                    .isEmpty();
        } finally {
            browser.quit();
        }
    }
}
