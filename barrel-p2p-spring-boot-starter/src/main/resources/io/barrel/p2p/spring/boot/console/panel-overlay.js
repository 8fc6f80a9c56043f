// The overlay: as this node sees it, or as all members tell it. The tables below say the same as the drawing.

import {age, element, mark, millis, plural, say, svg} from "./dom.js";
import {together} from "./cluster.js";
import {drawCluster, drawNode} from "./drawing.js";
import {Table} from "./table.js";

export const overlay = {
    id: "overlay",
    title: "Overlay",
    size: "broad",
    reads: () => (whole ? ["overlay", "views", "gossip", "members"] : ["views", "gossip", "members"]),
    build(frame) {
        const canvas = svg("svg", {class: "drawing", role: "img", "aria-label": "Being read"});
        const says = element("p", {class: "says"}, "");
        const tables = {node: nodeTables(), cluster: clusterTables()};
        const details = element("details", {}, element("summary", {}, "The same as tables"),
            tables.node.element, tables.cluster.element);
        let latest = null;

        const redraw = () => {
            if (latest !== null && canvas.clientWidth > 0) {
                const text = whole ? cluster(canvas, latest, tables.cluster) : own(canvas, latest, tables.node);
                canvas.setAttribute("aria-label", text);
                say(says, text);
            }
        };
        const choose = (all) => {
            whole = all;
            tables.node.element.hidden = all;
            tables.cluster.element.hidden = !all;
            explained.show(all);
            frame.count(all ? "whole cluster" : "this node");
            if (all && !latest?.overlay) {
                say(says, "Asking the members…");
            } else {
                redraw();
            }
            frame.look();
        };
        tables.cluster.element.hidden = true;
        const explained = legend();
        explained.show(false);
        // As wide as the panel, whatever is drawn.
        const choice = element("div", {}, modes(choose));
        new ResizeObserver(redraw).observe(choice);
        return {
            content: element("div", {class: "stack"}, choice, canvas, explained.element, says, details),
            update(answers) {
                latest = answers;
                if (!whole || answers.overlay) {
                    redraw();
                }
            },
        };
    },
};

let whole = false;

function modes(choose) {
    const mode = (text, checked, all) => {
        const radio = element("input", {type: "radio", name: "mode", value: all ? "cluster" : "node"});
        radio.checked = checked;
        radio.addEventListener("change", () => choose(all));
        return element("label", {}, radio, element("span", {}, text));
    };
    return element("fieldset", {class: "modes"}, element("legend", {}, "Show"),
        mode("This node", true, false), mode("Whole cluster", false, true));
}

/** What the lines and dots mean; each of the two drawings has a dot that the other has not. */
function legend() {
    const line = (kind) => svg("svg", {class: "sample", viewBox: "0 0 28 10", "aria-hidden": "true"},
        svg("line", {class: `edge ${kind}`, x1: 1, y1: 5, x2: 27, y2: 5}));
    const spot = (kind) => svg("svg", {class: "sample", viewBox: "0 0 28 10", "aria-hidden": "true"},
        svg("g", {class: `node ${kind}`}, svg("circle", {cx: 14, cy: 5, r: 4})));
    const item = (sample, text) => element("li", {}, sample, text);
    const spare = item(spot("spare"), "passive: known, not linked");
    const silent = item(spot("silent"), "did not answer");
    return {
        element: element("ul", {class: "legend"}, item(line("eager"), "eager: broadcasts in full"),
            item(line("lazy"), "lazy: announcements only"), spare, silent),
        show(all) {
            spare.hidden = all;
            silent.hidden = !all;
        },
    };
}

/** Draws this node's views; what they are as a sentence. */
function own(canvas, {summary, views, gossip, members}, tables) {
    const kinds = new Map([
        ...gossip.eager.map((node) => [node, "eager"]),
        ...gossip.lazy.map((node) => [node, "lazy"]),
    ]);
    const statuses = new Map(members.members.map(({node, status}) => [node, status]));
    const self = summary.node.id;
    if (!self) {
        canvas.replaceChildren();
        canvas.setAttribute("height", 0);
        return "This node is stopped.";
    }
    drawNode(canvas, {self, active: views.active, passive: views.passive, kinds, statuses});
    tables.active.update(views.active.map((peer) => ({...peer, kind: kinds.get(peer.node) ?? "–"})));
    tables.passive.update(views.passive);
    return `${self} has ${plural(views.active.length, "active peer", "active peers")} of at most ${views.activeSize}`
        + ` and ${plural(views.passive.length, "passive one", "passive ones")} of at most ${views.passiveSize}.`;
}

/** Draws all that members tell; what that is as a sentence. */
function cluster(canvas, {summary, overlay: told}, tables) {
    const {nodes, edges, unanswered} = together(told);
    drawCluster(canvas, {self: summary.node.id, nodes, edges, unanswered});
    tables.nodes.update(told.nodes);
    tables.unanswered.update(told.unanswered);
    const eager = edges.filter((edge) => edge.kind === "eager").length;
    const silent = told.unanswered.length === 0 ? "" : ` ${told.unanswered.length} did not answer.`;
    return `${plural(told.nodes.length, "member tells", "members tell")} of ${plural(edges.length, "edge", "edges")}:`
        + ` ${eager} eager, ${edges.length - eager} lazy.${silent}`;
}

function nodeTables() {
    const active = new Table({
        caption: "Active view, oldest first",
        empty: "No active peers.",
        key: (peer) => peer.node,
        columns: [
            {title: "Node", of: (peer) => peer.node},
            {title: "Edge", of: (peer) => (peer.kind === "–" ? "–" : mark(peer.kind, peer.kind))},
            {title: "RTT", of: (peer) => millis(peer.rttMillis), kind: "number"},
            {title: "Since", of: (peer) => age(peer.since)},
            {title: "Address", of: (peer) => peer.address, kind: "code"},
        ],
    });
    const passive = new Table({
        caption: "Passive view, most recently seen first",
        empty: "No passive peers.",
        key: (peer) => peer.node,
        columns: [
            {title: "Node", of: (peer) => peer.node},
            {title: "Last seen", of: (peer) => age(peer.lastSeen)},
            {title: "Failures", of: (peer) => `${peer.failures}`, kind: "number"},
            {title: "Address", of: (peer) => peer.address, kind: "code"},
        ],
    });
    return {active, passive, element: element("div", {class: "stack"}, active.element, passive.element)};
}

function clusterTables() {
    const nodes = new Table({
        caption: "Active views of the members",
        empty: "Nobody answered.",
        key: (node) => node.node,
        columns: [
            {title: "Node", of: (node) => node.node},
            {title: "Neighbours", of: (node) => neighbours(node.neighbours)},
        ],
    });
    const unanswered = new Table({
        caption: "Members that did not answer",
        empty: "All answered.",
        key: (node) => node.node,
        columns: [
            {title: "Node", of: (node) => node.node},
            {title: "Reason", of: (node) => node.reason},
        ],
    });
    return {nodes, unanswered, element: element("div", {class: "stack"}, nodes.element, unanswered.element)};
}

function neighbours(list) {
    const items = list.map(({node, eager, rttMillis}) =>
        element("li", {}, `${node} `, element("span", {class: "soft"}, `${eager ? "eager" : "lazy"}, ${millis(rttMillis)}`)));
    return element("ul", {class: "pairs"}, ...items);
}
