package dev.crossfade.testkit;

import java.net.URI;
import java.util.List;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The dashboard as its reader uses it, whatever daemon serves it. Each wait fails after the driver's script timeout. */
public final class DashboardPage {
    private static final By PAUSE = By.cssSelector("button.pause");
    private static final By GRID = By.cssSelector("[role=grid]");

    private final ChromeDriver browser;

    private DashboardPage(ChromeDriver browser) {
        this.browser = browser;
    }

    /**
     * One row in sight.
     *
     * @param route the adapters' names, or {@code suppressed}
     */
    public record Row(String category, String type, String source, String data, List<String> route, String sequence) {}

    /** Opens the page and waits until it is connected. */
    public static DashboardPage open(ChromeDriver browser, URI daemon) {
        browser.get(daemon.resolve("/").toString());
        DashboardPage page = new DashboardPage(browser);
        page.awaitPhase("live");
        return page;
    }

    /** Waits for a phase of the connection: {@code connecting, live, reconnecting, offline}. */
    public void awaitPhase(String phase) {
        await("document.querySelector('[data-connection]')?.dataset.connection === arguments[0]", phase);
    }

    /** Waits until so many events of the category were counted since the page was opened. */
    public void awaitCount(String category, long count) {
        await(countOf("arguments[0]") + " >= arguments[1]", category, count);
    }

    /** Waits until the newest row in sight is of this sequence id. */
    public void awaitNewest(long sequenceId) {
        await("document.querySelector('.rows .row')?.dataset.sequence === String(arguments[0])", sequenceId);
    }

    /** Waits until that many events are said to wait while the stream is held. */
    public void awaitWaiting(long count) {
        await("Number(document.querySelector('button.pause').dataset.waiting) >= arguments[0]", count);
    }

    /** Waits until at least so many events are said to be missed. */
    public void awaitMissed(long count) {
        await("Number(document.querySelector('[data-missed]')?.dataset.missed) >= arguments[0]", count);
    }

    /** Waits until a component of the daemon is shown with this status. */
    public void awaitComponent(String component, String status) {
        await(
                "document.querySelector(`[data-component=${arguments[0]}]`)?.textContent.trim() === arguments[1]",
                component,
                status);
    }

    /** Waits until the plan of a category reads so. */
    public void awaitPlan(String category, String words) {
        await(
                "%s === arguments[1]"
                        .formatted(words("document.querySelector(`[data-category=${arguments[0]}] .planned`)")),
                category,
                words);
    }

    /** Waits until the line about writing to the database reads so. */
    public void awaitPersistence(String text) {
        await("%s === arguments[0]".formatted(words("document.querySelector('[data-persistence]')")), text);
    }

    /** Waits until a row of the table of paths reads so. */
    public void awaitPath(String figure, String websocket, String realtime) {
        String row =
                "[...document.querySelectorAll('.paths tbody tr')].find((r) => r.cells[0].textContent === arguments[0])";
        await("%s === arguments[1]".formatted(words(row)), figure, String.join(" ", figure, websocket, realtime));
    }

    /** Waits until the card of a category contains this text. */
    public void awaitCard(String category, String text) {
        await(
                "document.querySelector(`[data-category=${arguments[0]}]`)?.textContent.includes(arguments[1])",
                category,
                text);
    }

    /** Waits until the page says, in a notice above all else, something that contains this text. */
    public void awaitNotice(String text) {
        await("document.querySelector('[role=alert]')?.textContent.includes(arguments[0])", text);
    }

    public void awaitNoNotice() {
        await("document.querySelector('[role=alert]') === null");
    }

    /** The time of the newest row in sight, as written. */
    public String newestTime() {
        return browser.findElement(By.cssSelector(".rows .row[data-index] .time"))
                .getText();
    }

    /** Waits until the chart has been drawn. */
    public void awaitChart() {
        await("document.querySelector('.chart canvas') !== null");
    }

    public long count(String category) {
        return ((Number) browser.executeScript("return " + countOf("arguments[0]"), category)).longValue();
    }

    /** Text of a category's card. */
    public String card(String category) {
        return browser.findElement(By.cssSelector("[data-category=" + category + "]"))
                .getText();
    }

    /** The rows in the document, newest first: those in sight and a few more. */
    public List<Row> rows() {
        Object found = browser.executeScript("""
                const text = (row, name) => row.querySelector(name).textContent.trim();
                return [...document.querySelectorAll('.rows .row[data-index]')].map((row) => [
                  text(row, '.category-cell'), text(row, '.type'), text(row, '.source'), text(row, '.data'),
                  [...row.querySelectorAll('.chip')].map((chip) => chip.textContent), text(row, '.sequence')]);
                """);
        return ((List<?>) found).stream().map(row -> row((List<?>) row)).toList();
    }

    /** Texts of the gaps said among the rows. */
    public List<String> gaps() {
        return browser.findElements(By.cssSelector(".row.gap")).stream()
                .map(WebElement::getText)
                .toList();
    }

    public void pressPause() {
        browser.findElement(PAUSE).click();
    }

    public void toggleCategory(String category) {
        browser.findElement(By.cssSelector("[data-filter=" + category + "]")).click();
    }

    public void filterByText(String text) {
        browser.findElement(By.cssSelector("input.search")).sendKeys(text);
    }

    /** Waits until the rows in sight are this many. */
    public void awaitRows(long count) {
        await("document.querySelectorAll('.rows .row[data-index]').length === arguments[0]", count);
    }

    /** Opens the newest row with the keyboard alone. */
    public void openNewestByKeyboard() {
        browser.findElement(GRID).sendKeys(Keys.HOME, Keys.ENTER);
        await("document.querySelector('.detail pre') !== null");
    }

    /** Opens the newest row with the mouse. */
    public void openNewestByClick() {
        browser.findElement(By.cssSelector(".rows .row[data-index] .type")).click();
        await("document.querySelector('.detail pre') !== null");
    }

    /** All text of the open detail. */
    public String detail() {
        return (String) browser.executeScript("return document.querySelector('.detail').textContent");
    }

    public void closeDetailByKeyboard() {
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        await("document.querySelector('.detail') === null");
    }

    /** How many elements in the whole page match; for markup that must not have come to be. */
    public int elements(String selector) {
        return browser.findElements(By.cssSelector(selector)).size();
    }

    /** Whether the page is wider than its window. */
    public boolean scrollsSideways() {
        return Boolean.TRUE.equals(browser.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /** Whether a button of the category filter lies, in part or whole, outside the window's sides. */
    public boolean cutsOffFilters() {
        return Boolean.TRUE.equals(browser.executeScript("""
                const width = document.documentElement.clientWidth;
                return [...document.querySelectorAll('[data-filter]')]
                    .map((button) => button.getBoundingClientRect())
                    .some(({ left, right }) => left < 0 || right > width);
                """));
    }

    /** Begins to note how long the page's thread is busy at a stretch. */
    public void watchPauses() {
        browser.executeScript("""
                const watch = (window.pauses = { longest: 0, last: performance.now() });
                setInterval(() => {
                  const now = performance.now();
                  watch.longest = Math.max(watch.longest, now - watch.last);
                  watch.last = now;
                }, 10);
                """);
    }

    /** The longest time, in milliseconds, that the page's thread did not answer since {@link #watchPauses}. */
    public double longestPauseMillis() {
        return ((Number) browser.executeScript("return window.pauses.longest")).doubleValue();
    }

    /** What the browser complained of since the last call: errors, warnings, broken policies. */
    public List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** An expression for the words that an element shows, each parted from the next by one space. */
    private static String words(String element) {
        return "%s?.innerText.trim().split(/\\s+/).join(' ')".formatted(element);
    }

    private static String countOf(String category) {
        return "Number(document.querySelector(`[data-category=${" + category + "}] [data-count]`)?.dataset.count)";
    }

    private static Row row(List<?> cells) {
        List<String> route =
                ((List<?>) cells.get(4)).stream().map(String::valueOf).toList();
        return new Row(text(cells, 0), text(cells, 1), text(cells, 2), text(cells, 3), route, text(cells, 5));
    }

    private static String text(List<?> cells, int index) {
        return String.valueOf(cells.get(index));
    }

    private void await(String condition, Object... arguments) {
        browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const holds = (...arguments_) => (function () { return %s; })(...arguments_);
                const look = () => (holds(...[...arguments].slice(0, -1)) ? done() : setTimeout(look, 20));
                look();
                """.formatted(condition), arguments);
    }
}
