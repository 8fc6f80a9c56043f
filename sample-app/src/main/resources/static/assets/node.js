// The node behind the page: what it is asked, the stream of what happens there, and whether it answers.

import {byId, say} from "./dom.js";

const RETRY_MILLIS = 2000;

/** The node answered, and did not do it. The message is its reason. */
export class Refused extends Error {
    constructor(message, status) {
        super(message);
        this.status = status;
    }
}

/** The JSON of an answer; null if it has none. */
export async function request(path, patienceMillis, options = {}) {
    let response;
    let text;
    try {
        response = await fetch(path, {
            ...options,
            headers: {Accept: "application/json", ...options.headers},
            signal: AbortSignal.timeout(patienceMillis),
        });
        text = await response.text();
    } catch {
        throw new Error("the node does not answer");
    }
    if (!response.ok) {
        throw new Refused(reason(text) ?? `HTTP ${response.status}`, response.status);
    }
    return text === "" ? null : JSON.parse(text);
}

function reason(text) {
    try {
        return JSON.parse(text).detail;
    } catch {
        return undefined;
    }
}

let stream = null;
let silentSince = null;

/** Follows what happens on the node. A browser gives up a stream that the node refused: then it is asked for again. */
export function follow(onEvent, onChange) {
    stream = new EventSource("api/events");
    stream.onopen = onChange;
    stream.onmessage = (message) => onEvent(JSON.parse(message.data));
    stream.addEventListener("changed", onChange);
    stream.onerror = () => {
        if (stream.readyState === EventSource.CLOSED) {
            setTimeout(() => follow(onEvent, onChange), RETRY_MILLIS);
        } else {
            silent("No answer");
        }
    };
}

/** The node told what there is. The page is live if it is also told what happens. */
export function heard(periodMillis) {
    if (stream.readyState === EventSource.OPEN) {
        silentSince = null;
        show("Live", "live");
    } else if (stream.readyState === EventSource.CLOSED) {
        silentSince = null;
        show(`Looks every ${periodMillis / 1000} s`, "");
    }
}

/** The node told nothing, or not what there is. */
export function silent(what) {
    silentSince ??= new Date();
    show(`${what} since ${silentSince.toLocaleTimeString()}`, "silent");
}

function show(text, kind) {
    const status = byId("status");
    say(status, text);
    status.className = `status ${kind}`;
}
