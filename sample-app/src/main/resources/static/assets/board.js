"use strict";

const MOST_EVENTS = 200;
const REFRESH_MILLIS = 5000;
const SETTLE_MILLIS = 50;

const byId = (id) => document.getElementById(id);
let shown = 0;
let loaded = false;
let node = null;
let refreshing = null;

/** An element with a text: what the server says is never read as markup. */
function element(name, text, className) {
    const created = document.createElement(name);
    created.textContent = text;
    if (className) {
        created.className = className;
    }
    return created;
}

function clock(instant) {
    const time = element("time", new Date(instant).toLocaleTimeString());
    time.dateTime = instant;
    return time;
}

function millis(value) {
    return value === null ? "–" : value.toFixed(2) + " ms";
}

function cell(value, className) {
    const created = element("td", "", className);
    created.append(value);
    return created;
}

function fillTable(id, items, columns, bound) {
    const body = byId(id);
    const rows = items.map((item) => {
        const row = document.createElement("tr");
        row.append(...columns(item));
        return row;
    });
    if (rows.length === 0) {
        const none = element("td", "none", "none");
        none.colSpan = body.parentElement.querySelectorAll("th").length;
        const row = document.createElement("tr");
        row.append(none);
        rows.push(row);
    }
    body.replaceChildren(...rows);
    byId(id + "-count").textContent = bound ? `${items.length} of at most ${bound}` : `${items.length}`;
}

function showNode(described) {
    const facts = described === null
        ? [["State", "stopped"]]
        : [
            ["Name", described.id],
            ["State", described.state],
            ["Address", described.address + " (UDP)"],
            ["Fingerprint", described.fingerprint],
            ["Incarnation", described.incarnation],
            ["Started", clock(described.startedAt)],
            ["Version", described.version],
            ["Data", described.dataDir],
        ];
    byId("node").replaceChildren(...facts.flatMap(([term, fact]) => {
        const definition = document.createElement("dd");
        definition.append(fact);
        return [element("dt", term), definition];
    }));
    document.title = described === null ? "Barrel P2P board" : `${described.id} – Barrel P2P board`;
}

function addEvent(event) {
    if (event.sequence <= shown) {
        return;
    }
    shown = event.sequence;
    const item = element("li", "", event.reason ? `${event.type} reason-${event.reason}` : event.type);
    item.append(clock(event.at), element("span", event.type, "type"), element("span", event.text));
    const list = byId("events");
    list.prepend(item);
    while (list.children.length > MOST_EVENTS) {
        list.lastElementChild.remove();
    }
    byId("events-count").textContent = `${list.children.length}`;
}

function showMembers(members) {
    fillTable("members", members.members, (member) =>
        [cell(member.node), cell(element("span", member.status, `status-${member.status}`)), cell(member.address),
            cell(clock(member.since)), cell(member.accuser ?? "–"), cell(member.reason ?? "–")]);
    byId("members-count").textContent = `${members.total}`;
    fillTable("suspicions", members.suspicions, (suspicion) =>
        [cell(suspicion.node), cell(suspicion.accuser), cell(suspicion.reason), cell(clock(suspicion.since)),
            cell(suspicion.outcome), cell(suspicion.ended === null ? "–" : clock(suspicion.ended))]);
}

/** Newest first. Messages that are there already stay as they are, or a screen reader would read all of them again. */
function showMessages(messages) {
    const list = byId("messages");
    const keys = messages.map((message) => `${message.at} ${message.from} ${message.text}`);
    const last = list.firstElementChild ? keys.lastIndexOf(list.firstElementChild.dataset.key) : -1;
    if (last < 0) {
        list.replaceChildren();
    }
    for (let i = last + 1; i < messages.length; i++) {
        const item = document.createElement("li");
        item.dataset.key = keys[i];
        item.append(clock(messages[i].at), element("span", messages[i].from, "type"), element("span", messages[i].text));
        list.prepend(item);
    }
    while (list.children.length > messages.length) {
        list.lastElementChild.remove();
    }
    byId("messages-count").textContent = `${messages.length}`;
}

async function post(submitted) {
    submitted.preventDefault();
    const text = byId("text");
    try {
        const response = await fetch("api/messages", {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({text: text.value}),
        });
        if (!response.ok) {
            const problem = await response.json().catch(() => ({}));
            throw new Error(problem.detail ?? `HTTP ${response.status}`);
        }
        text.value = "";
        byId("post-status").textContent = "";
    } catch (failure) {
        byId("post-status").textContent = `Not posted: ${failure.message}`;
    }
}

async function ask() {
    try {
        const response = await fetch("api/price");
        const answer = await response.json();
        byId("price").textContent = response.ok
            ? `${(answer.cents / 100).toFixed(2)}, says ${answer.node}`
            : `No price: ${answer.detail ?? `HTTP ${response.status}`}`;
    } catch (failure) {
        byId("price").textContent = `No price: ${failure.message}`;
    }
}

function show(board) {
    showNode(board.node);
    showMembers(board.members);
    showMessages(board.messages);
    fillTable("active", board.peers.active, (peer) =>
        [cell(peer.node), cell(peer.address), cell(clock(peer.since)), cell(millis(peer.rttMillis), "number")],
        board.peers.activeSize);
    fillTable("passive", board.peers.passive, (peer) =>
        [cell(peer.node), cell(peer.address), cell(clock(peer.lastSeen)), cell(`${peer.failures}`, "number")],
        board.peers.passiveSize);
    fillTable("connections", board.connections, (link) =>
        [cell(link.peer), cell(link.remoteAddress), cell(link.dialled ? "dialled" : "accepted"),
            cell(link.active ? "overlay" : "on demand"), cell(link.assurance), cell(clock(link.since))]);

    // A node that was started again counts its events from 1 again.
    const run = board.node === null ? node : `${board.node.id} ${board.node.incarnation}`;
    if (run !== node) {
        node = run;
        shown = 0;
        byId("events").replaceChildren();
        byId("events-count").textContent = "0";
    }
    loaded = true;
    board.events.forEach(addEvent);
}

function status(live, text) {
    const line = byId("status");
    if (line.textContent !== text) {
        line.textContent = text;
    }
    line.dataset.live = `${live}`;
}

async function refresh() {
    refreshing = null;
    try {
        const response = await fetch("api/board", {headers: {Accept: "application/json"}});
        if (!response.ok) {
            throw new Error(`HTTP ${response.status}`);
        }
        show(await response.json());
    } catch (failure) {
        status(false, `No answer from the node (${failure.message})`);
    }
}

/** One look for a burst of events. */
function refreshSoon() {
    refreshing ??= setTimeout(refresh, SETTLE_MILLIS);
}

const stream = new EventSource("api/events");
stream.onopen = () => {
    status(true, "Live");
    refreshSoon();
};
stream.onmessage = (message) => {
    // Before the first look an event waits for it: shown alone, it would hide those before it.
    if (loaded) {
        addEvent(JSON.parse(message.data));
    }
    refreshSoon();
};
stream.addEventListener("changed", refreshSoon);
stream.onerror = () => status(false, "Connection to the node lost, trying again…");

byId("post").addEventListener("submit", post);
byId("ask").addEventListener("click", ask);
setInterval(refreshSoon, REFRESH_MILLIS);
refreshSoon();
