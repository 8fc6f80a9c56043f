// What the node says, on the page, and what is asked of it.

import {announce, byId, clock, code, element, fillTable, focusableWhileItScrolls, mark, millis, say} from "./dom.js";
import {follow, heard, Refused, request, silent} from "./node.js";

const MOST_EVENTS = 200;
const LOOK_MILLIS = 2000;
const LOOK_PATIENCE_MILLIS = 5000;
/** Longer than the node itself waits for another. */
const PATIENCE_MILLIS = 10_000;
const SETTLE_MILLIS = 50;
const BAD_REQUEST = 400;

const STATUS = {alive: "good", suspect: "warn", dead: "bad"};
const OUTCOME = {open: "warn", refuted: "good", confirmed: "bad"};
const GOOD_EVENTS = new Set(["peer_up", "member_up", "joined", "service_registered"]);
const BAD_EVENTS =
    new Set(["member_suspected", "member_down", "authentication_failed", "node_revoked", "service_down"]);

const lastSaid = new Map();
let shown = 0;
let loaded = false;
let run = null;

/** Shows a part anew only if it says something else: what somebody reads or copies stays as it is. */
function update(part, value, show) {
    const said = JSON.stringify(value);
    if (lastSaid.get(part) !== said) {
        lastSaid.set(part, said);
        show(value);
    }
}

function showNode(node) {
    const facts = node === null
        ? [["State", mark("stopped")]]
        : [
            ["State", mark(node.state, node.state === "joined" ? "good" : "idle")],
            ["Address", element("span", {}, code(node.address), " UDP")],
            ["Started", clock(node.startedAt)],
            ["Fingerprint", code(node.fingerprint)],
            ["Incarnation", code(node.incarnation)],
            ["Version", node.version],
            ["Data", code(node.dataDir)],
        ];
    byId("node").replaceChildren(...facts.map(([term, fact]) =>
        element("div", {}, element("dt", {}, term), element("dd", {}, fact))));
    say(byId("name"), node === null ? "This node is stopped" : node.id);
    document.title = node === null ? "Barrel P2P board" : `${node.id} – Barrel P2P board`;
}

function showMembers({members, total, suspicions}) {
    const alive = members.filter((member) => member.status === "alive").length;
    say(byId("members-count"), members.length < total ? `${members.length} of ${total}` : `${alive} alive of ${total}`);
    fillTable("member-table", members, (member) => [
        member.node,
        mark(member.status, STATUS[member.status]),
        clock(member.since),
        code(member.address),
        member.accuser ?? "–",
        member.reason ?? "–",
    ]);
    fillTable("suspicion-table", suspicions, (suspicion) => [
        suspicion.node,
        mark(suspicion.outcome, OUTCOME[suspicion.outcome]),
        suspicion.accuser,
        suspicion.reason,
        clock(suspicion.since),
        suspicion.ended === null ? "–" : clock(suspicion.ended),
    ]);
}

function showPeers({active, passive}) {
    fillTable("active-table", active, (peer) =>
        [peer.node, code(peer.address), clock(peer.since), millis(peer.rttMillis)]);
    fillTable("passive-table", passive, (peer) =>
        [peer.node, code(peer.address), clock(peer.lastSeen), `${peer.failures}`]);
}

function showConnections(links) {
    say(byId("connections-count"), `${links.length}`);
    fillTable("connection-table", links, (link) => [
        link.peer,
        code(link.remoteAddress),
        link.dialled ? "this node" : "peer",
        link.active ? "overlay" : "on demand",
        link.assurance,
        clock(link.since),
    ]);
}

/** Newest first. Messages that are there already stay as they are, or a screen reader would read all of them again. */
function showMessages(messages) {
    const list = byId("posts");
    const keys = messages.map((message) => `${message.at} ${message.from} ${message.text}`);
    const last = list.firstElementChild ? keys.lastIndexOf(list.firstElementChild.dataset.key) : -1;
    if (last < 0) {
        list.replaceChildren();
    }
    for (let i = last + 1; i < messages.length; i++) {
        list.prepend(element("li", {"data-key": keys[i]},
            element("span", {class: "from"}, messages[i].from),
            clock(messages[i].at),
            element("span", {class: "text"}, messages[i].text)));
    }
    while (list.children.length > messages.length) {
        list.lastElementChild.remove();
    }
    byId("messages-none").hidden = messages.length > 0;
    say(byId("messages-count"), `${messages.length}`);
}

/** A node that was started again counts its events from 1 again. */
function showRun(node) {
    const now = node === null ? run : `${node.id} ${node.incarnation}`;
    if (now !== run) {
        run = now;
        shown = 0;
        byId("happened").replaceChildren();
    }
}

function addEvent(event) {
    if (event.sequence <= shown) {
        return;
    }
    shown = event.sequence;
    const list = byId("happened");
    list.prepend(element("li", {class: kind(event)},
        clock(event.at),
        element("span", {class: "type"}, event.type.replaceAll("_", " ")),
        element("span", {class: "text"}, event.text)));
    while (list.children.length > MOST_EVENTS) {
        list.lastElementChild.remove();
    }
    byId("events-none").hidden = true;
    say(byId("events-count"), `${list.children.length}`);
}

function kind(event) {
    if (event.reason === "nodedown" || (BAD_EVENTS.has(event.type) && event.reason !== "left")) {
        return "bad";
    }
    return GOOD_EVENTS.has(event.type) ? "good" : "";
}

function show(board) {
    update("node", board.node, showNode);
    update("members", board.members, showMembers);
    update("messages", board.messages, showMessages);
    update("peers", board.peers, showPeers);
    update("connections", board.connections, showConnections);
    showRun(board.node);
    board.events.forEach(addEvent);
    if (!loaded) {
        announce(byId("messages-log"));
        announce(byId("events-log"));
        loaded = true;
    }
}

let waiting = null;
let looking = false;
let lookAgain = false;

/** One look at a time, and one for a burst of news. */
function lookSoon() {
    waiting ??= setTimeout(look, SETTLE_MILLIS);
}

async function look() {
    waiting = null;
    if (looking) {
        lookAgain = true;
        return;
    }
    looking = true;
    lookAgain = false;
    let board = null;
    try {
        board = await request("api/board", LOOK_PATIENCE_MILLIS);
    } catch (failure) {
        silent(failure instanceof Refused ? failure.message : "No answer");
    } finally {
        looking = false;
    }
    if (board !== null) {
        show(board);
        heard(LOOK_MILLIS);
    }
    if (lookAgain) {
        lookSoon();
    }
}

let posting = false;

async function post(submitted) {
    submitted.preventDefault();
    const input = byId("text");
    const text = input.value;
    input.focus();
    if (text.trim() === "") {
        answerPost("Write something first.", true);
    } else if (!posting) {
        posting = true;
        try {
            await request("api/messages", PATIENCE_MILLIS, {
                method: "POST",
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({text}),
            });
            input.value = input.value === text ? "" : input.value;
            answerPost("", false);
        } catch (failure) {
            answerPost(`Not posted: ${failure.message}.`, failure.status === BAD_REQUEST);
        } finally {
            posting = false;
        }
    }
}

function answerPost(text, wrong) {
    byId("post-status").textContent = text;
    byId("text").setAttribute("aria-invalid", `${wrong}`);
}

let asking = false;

async function ask() {
    if (asking) {
        return;
    }
    asking = true;
    const answer = byId("answer");
    try {
        const price = await request("api/price", PATIENCE_MILLIS);
        answer.replaceChildren(
            element("span", {class: "cents"}, (price.cents / 100).toFixed(2)), ` from ${price.node}`);
    } catch (failure) {
        answer.replaceChildren(`No price: ${failure.message}.`);
    } finally {
        asking = false;
    }
}

document.querySelectorAll(".scroll").forEach((region) => focusableWhileItScrolls(region, region.dataset.name));
byId("post").addEventListener("submit", post);
byId("ask").addEventListener("click", ask);
follow((event) => {
    // Any other than the next waits for the look, which has those before it too.
    if (loaded && event.sequence === shown + 1) {
        addEvent(event);
    }
    lookSoon();
}, lookSoon);
setInterval(lookSoon, LOOK_MILLIS);
lookSoon();
