package dev.crossfade.dashboard;

import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** What stands on the dashboard around its events, and how its reader changes it. Waits as {@code DashboardPage} does. */
final class ConfigurationPage {
    private final ChromeDriver browser;

    ConfigurationPage(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Waits until that part of the page reads so, each of its words parted from the next by one space. */
    void await(String selector, String text) {
        awaitThat(
                "const e = document.querySelector(arguments[0]);"
                        + "return e !== null && e.innerText.trim().split(/\\s+/).join(' ').includes(arguments[1])",
                selector,
                text);
    }

    void awaitNone(String selector) {
        awaitThat("return document.querySelector(arguments[0]) === null", selector);
    }

    void awaitTitle(String title) {
        awaitThat("return document.title === arguments[0]", title);
    }

    /** Whether what matches lies wholly in sight. */
    boolean isInSight(String selector) {
        return Boolean.TRUE.equals(browser.executeScript("""
                const { top, bottom, left, right } = document.querySelector(arguments[0]).getBoundingClientRect();
                return top >= 0 && left >= 0 && bottom <= innerHeight && right <= document.documentElement.clientWidth;
                """, selector));
    }

    /** Whether nothing of what matches is cut off or sticks out at its sides. */
    boolean staysWithin(String selector) {
        return Boolean.TRUE.equals(browser.executeScript("""
                const whole = document.querySelector(arguments[0]);
                const { left, right } = whole.getBoundingClientRect();
                return [...whole.querySelectorAll('*')]
                    .filter((part) => part.closest('.unseen, thead') === null)
                    .map((part) => part.getBoundingClientRect())
                    .filter((box) => box.width > 0)
                    .every((box) => box.left >= left - 1 && box.right <= right + 1);
                """, selector));
    }

    List<String> texts(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** Moves the keyboard to what matches. */
    WebElement focus(String selector) {
        browser.executeScript("document.querySelector(arguments[0]).focus()", selector);
        return browser.switchTo().activeElement();
    }

    void scrollToTheEnd() {
        browser.executeScript("scrollTo(0, document.documentElement.scrollHeight)");
    }

    int count(String selector) {
        return browser.findElements(By.cssSelector(selector)).size();
    }

    /** Presses it as soon as it is there. */
    void press(String selector) {
        awaitThat("return document.querySelector(arguments[0]) !== null", selector);
        browser.findElement(By.cssSelector(selector)).click();
    }

    /** Writes over what is in a field of the open dialog. */
    void fill(String name, String text) {
        String selector = "dialog [name=" + name + "]";
        awaitThat("return document.querySelector(arguments[0]) !== null", selector);
        WebElement field = browser.findElement(By.cssSelector(selector));
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Sends the open dialog off. */
    void confirm() {
        press("dialog .primary");
    }

    private void awaitThat(String condition, Object... arguments) {
        browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const holds = function () { %s };
                const look = () => (holds(...[...arguments].slice(0, -1)) ? done() : setTimeout(look, 20));
                look();
                """.formatted(condition), arguments);
    }
}
