// The node behind the page: everything is read from, and told to, the endpoint that served this file.

const PATIENCE_MILLIS = 10_000;
const endpoint = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** The node answered, and did not do it. The message is the node's own reason. */
export class Refused extends Error {}

/** The JSON of a section; of the summary if the name is empty. */
export async function read(section) {
    return json(await fetch(section ? `${endpoint}/${section}` : endpoint, {
        headers: {Accept: "application/json"},
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MILLIS),
    }));
}

/** Carries out an operation that takes no arguments. */
export async function operate(path) {
    const headers = {Accept: "application/json"};
    const token = xsrfToken();
    if (token) {
        headers["X-XSRF-TOKEN"] = token;
    }
    return json(await fetch(`${endpoint}/${path}`, {method: "POST", headers}));
}

async function json(response) {
    let body = null;
    try {
        body = await response.json();
    } catch {
        body = null;
    }
    if (response.ok && body !== null) {
        return body;
    }
    if (typeof body?.reason === "string") {
        throw new Refused(body.reason);
    }
    if (response.ok) {
        throw new Refused("The answer is not JSON: you may have to sign in again.");
    }
    throw new Refused(`HTTP ${response.status}`);
}

/** What Spring Security wants back from a browser, if it is there and keeps its token in a cookie. */
function xsrfToken() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("XSRF-TOKEN="));
    return cookie ? decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) : null;
}
