package io.barrel.p2p.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that talks to nobody but the pages it is told to open. */
public final class Browser implements AutoCloseable {

    public static final int DESKTOP = 1280;
    public static final int PHONE = 360;

    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--disable-lcd-text",
            "--force-color-profile=srgb");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A browser with a profile of its own in that directory. Skips the test where there is no Chromium, or no driver of it. */
    public static Browser start(Path profile) {
        return start(profile, Map.of());
    }

    /** The same with more variables of the environment. */
    public static Browser start(Path profile, Map<String, String> environment) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed("chromium"));
        options.addArguments(ARGUMENTS);
        options.addArguments("--user-data-dir=" + profile);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        // The path is given, so that nothing is looked for on the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed("chromedriver"))
                .usingAnyFreePort()
                .withEnvironment(environment)
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.cdp("Emulation.setLocaleOverride", Map.of("locale", "en-GB"));
        browser.cdp("Emulation.setTimezoneOverride", Map.of("timezoneId", "UTC"));
        browser.look("light");
        browser.size(DESKTOP, 900, 1);
        return browser;
    }

    private static File installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> new File(directory, program))
                .filter(File::canExecute)
                .findFirst()
                .orElseGet(() -> Assumptions.abort(program + " is needed"));
    }

    public void open(URI page) {
        driver.get(page.toString());
    }

    /** As a user who prefers {@code light} or {@code dark}, and no motion: what fades has no colour to judge. */
    public void look(String scheme) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The size of the window in pixels of CSS, and how many pixels of the screen make one of those. */
    public void size(int width, int height, double scale) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", width < 600));
    }

    /** Whether requests of the page leave the browser. */
    public void network(boolean up) {
        cdp("Network.enable", Map.of());
        cdp(
                "Network.emulateNetworkConditions",
                Map.of("offline", !up, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Opens an empty tab beside the others, which what follows is about. */
    public String newTab() {
        driver.switchTo().newWindow(WindowType.TAB);
        return tab();
    }

    /** The tab that what is called is about. */
    public String tab() {
        return driver.getWindowHandle();
    }

    /** What follows is about that tab. */
    public void toTab(String tab) {
        driver.switchTo().window(tab);
    }

    /** Closes all other tabs. */
    public void onlyTab(String tab) {
        for (String other : driver.getWindowHandles()) {
            if (!other.equals(tab)) {
                driver.switchTo().window(other).close();
            }
        }
        toTab(tab);
    }

    /** What a script returns: a string, number, boolean, list or map. */
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The strings of a script's list. */
    public List<String> strings(String script, Object... arguments) {
        if (run(script, arguments) instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        throw new AssertionError("no list: " + script);
    }

    public String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
    }

    public WebElement find(By by) {
        return driver.findElement(by);
    }

    public boolean has(By by) {
        return !driver.findElements(by).isEmpty();
    }

    /** What follows is of the page inside the first frame, until another is opened. */
    public void enterFrame() {
        driver.switchTo().frame(0);
    }

    /** Presses a key where the focus is. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** What the browser complained of since the last call: errors of scripts, of loading, and of the page's policy. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What axe-core finds wrong with the page as it is, one line a node. */
    public List<String> accessibilityViolations() {
        run(axe());
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ["violations"]}).then(
                    ({violations}) => done(violations.flatMap(({id, help, nodes}) =>
                        nodes.map(node => `${id}: ${help}: ${node.html} ${node.failureSummary}`))),
                    failure => done([`axe failed: ${failure}`]));
                """);
        if (found instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        throw new AssertionError("axe returned " + found);
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new AssertionError("no axe-core on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The top of the page as PNG, whether all of it is in the window or not. */
    public byte[] photograph(int width, int height) {
        Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data");
        return Base64.getDecoder().decode(String.valueOf(data));
    }

    private void cdp(String command, Map<String, Object> parameters) {
        driver.executeCdpCommand(command, parameters);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
