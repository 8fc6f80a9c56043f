// Reads what the panels show, again and again, and says whether the node answers.

import {element, refreshAges, say} from "./dom.js";
import {read, Refused} from "./node.js";
import {panels} from "./panels.js";

const PERIOD_MILLIS = 2000;

const status = document.getElementById("status");
const answers = {};
const reading = new Set();
const lastText = new Map();
let timer = null;
let silentSince = null;

/** The frame of a panel: a landmark with a heading, its content, and a line for what went wrong. */
function open(panel) {
    const count = element("span", {class: "count"});
    const title = element("h2", {id: `${panel.id}-title`}, panel.title, " ", count);
    const problem = element("p", {class: "problem", hidden: ""});
    const section = element("section",
        {id: panel.id, class: `panel ${panel.size}`, "aria-labelledby": `${panel.id}-title`, tabindex: "-1"}, title);
    const shown = panel.build({count: (text) => say(count, text), look});
    section.append(shown.content, problem);
    document.getElementById("panels").append(section);
    document.getElementById("jump")
        .append(element("li", {}, element("a", {href: `#${panel.id}`}, panel.title)));
    return {reads: panel.reads, update: shown.update, problem};
}

const opened = panels.map(open);

function wanted() {
    return new Set(["", ...opened.flatMap((panel) => panel.reads())]);
}

/** Reads every section that a panel wants and that is not being read. */
function look() {
    refreshAges();
    wanted().forEach(readSection);
}

async function readSection(section) {
    if (reading.has(section)) {
        return;
    }
    reading.add(section);
    try {
        const answer = await read(section);
        heard(section);
        tell(section, null);
        const text = JSON.stringify(answer);
        if (lastText.get(section) !== text) {
            lastText.set(section, text);
            answers[section || "summary"] = answer;
            show(section);
        }
    } catch (failure) {
        if (failure instanceof Refused) {
            heard(section);
            tell(section, failure.message);
        } else {
            silent(section);
        }
    } finally {
        reading.delete(section);
    }
}

/** Updates the panels that the section concerns, once all they want was read. */
function show(section) {
    if (section === "") {
        showNode(answers.summary.node);
    }
    for (const panel of opened) {
        const reads = panel.reads();
        const concerned = section === "" || reads.includes(section);
        if (concerned && answers.summary && reads.every((name) => answers[name])) {
            panel.update(answers);
        }
    }
}

function showNode(node) {
    const name = node.id ?? "This node is stopped";
    say(document.getElementById("node"), name);
    document.title = `${name} – Barrel P2P console`;
}

function tell(section, reason) {
    for (const panel of opened.filter((one) => one.reads().includes(section))) {
        panel.problem.hidden = reason === null;
        say(panel.problem, reason ?? "");
    }
}

function heard(section) {
    if (section === "" && !document.hidden) {
        silentSince = null;
        showStatus("Live", "live");
    }
}

function silent(section) {
    if (section === "" && !document.hidden) {
        silentSince ??= new Date();
        showStatus(`No answer since ${silentSince.toLocaleTimeString()}`, "silent");
    }
}

function showStatus(text, kind) {
    say(status, text);
    status.className = `status ${kind}`;
}

/** Nobody looks at a hidden page: it leaves the node alone. */
function watch() {
    clearInterval(timer);
    if (document.hidden) {
        showStatus("Paused", "paused");
    } else {
        look();
        timer = setInterval(look, PERIOD_MILLIS);
    }
}

document.addEventListener("visibilitychange", watch);
watch();
