// The overlay as a drawing. Positions follow from names and sizes alone: the same cluster looks the same on every screen of that size.

import {millis, svg} from "./dom.js";

const FULL_CIRCLE = 2 * Math.PI;
const NARROW = 480;
const LABELLED_SPARES = 12;
const SPREAD_LABELS = 14;
const DRAWN_NODES = 300;

/** This node in the middle, its active peers around it, the passive ones further out. */
export function drawNode(canvas, {self, active, passive, kinds, statuses}) {
    const width = canvas.clientWidth;
    const narrow = width < NARROW;
    const height = narrow ? Math.round(width * 1.05) : Math.min(460, Math.round(width * 0.62));
    const middle = {x: width / 2, y: height / 2};
    const margin = narrow ? 44 : 78;
    const outer = {x: middle.x - margin, y: middle.y - (narrow ? 34 : 40)};
    const inner = {x: outer.x * (narrow ? 0.72 : 0.58), y: outer.y * (narrow ? 0.66 : 0.62)};
    const picture = svg("g");

    picture.append(svg("ellipse", {class: "orbit", cx: middle.x, cy: middle.y, rx: inner.x, ry: inner.y}));
    if (passive.length > 0) {
        picture.append(svg("ellipse", {class: "orbit far", cx: middle.x, cy: middle.y, rx: outer.x, ry: outer.y}));
    }
    // Nobody straight below the middle, where its own name is.
    const near = onOrbit([...active].sort(byNode), middle, inner, active.length % 2 === 0 ? 0.5 : 0);
    const far = onOrbit([...passive].sort(byNode), middle, outer, 0.5);
    for (const peer of near) {
        const kind = kinds.get(peer.node) ?? "none";
        picture.append(titled(svg("line", {class: `edge ${kind}`, x1: middle.x, y1: middle.y, x2: peer.x, y2: peer.y}),
            `${peer.node}: ${kind === "none" ? "" : `${kind}, `}${millis(peer.rttMillis)}`));
    }
    for (const peer of near) {
        // Not half way: there the middle's own name would be in the way.
        const at = {x: middle.x + (peer.x - middle.x) * 0.56, y: middle.y + (peer.y - middle.y) * 0.56};
        picture.append(svg("text", {class: "rtt", x: at.x, y: at.y + 4}, millis(peer.rttMillis)));
    }
    for (const peer of far) {
        const name = passive.length <= LABELLED_SPARES && !narrow ? label(peer, 9) : svg("g");
        picture.append(dot(peer, 5, "spare", name, `${peer.node}, passive`));
    }
    for (const peer of near) {
        const status = statuses.get(peer.node) ?? "alive";
        picture.append(dot(peer, 10, `peer ${status}`, label(peer, 16), `${peer.node}, active, ${status}`));
    }
    picture.append(dot({...middle, node: self}, 15, "self", label({...middle, node: self, angle: Math.PI / 2}, 22),
        `${self}, this node`));
    show(canvas, width, height, picture);
}

/** All nodes on a circle in the order of their names, with every edge that one of its ends tells of. */
export function drawCluster(canvas, {self, nodes, edges, unanswered}) {
    const width = canvas.clientWidth;
    const height = Math.min(width, 620);
    const middle = {x: width / 2, y: height / 2};
    const around = nodes.slice(0, DRAWN_NODES);
    const spread = around.length <= SPREAD_LABELS && width >= NARROW;
    const radius = Math.min(middle.x, middle.y) - (spread ? 58 : 84);
    const orbit = {x: spread ? Math.min(middle.x - 110, radius * 1.4) : radius, y: radius};
    const placed = new Map(onOrbit(around.map((node) => ({node})), middle, orbit, 0).map((node) => [node.node, node]));
    const picture = svg("g");

    for (const edge of edges) {
        const from = placed.get(edge.from);
        const to = placed.get(edge.to);
        if (from && to) {
            picture.append(curve(edge, from, to, middle));
        }
    }
    const size = around.length <= 24 ? 9 : around.length <= 60 ? 6 : 4;
    for (const node of placed.values()) {
        const role = node.node === self ? "self" : unanswered.has(node.node) ? "silent" : "peer";
        const name = spread ? label(node, size + 6) : spoke(node, size + 6, around.length);
        const group = dot(node, size, role, name, role === "silent" ? `${node.node}, did not answer` : node.node);
        group.addEventListener("pointerenter", () => light(picture, node.node));
        group.addEventListener("pointerleave", () => light(picture, null));
        picture.append(group);
    }
    show(canvas, width, height, picture);
}

function curve(edge, from, to, middle) {
    const pull = 0.42;
    const x = middle.x + ((from.x + to.x) / 2 - middle.x) * pull;
    const y = middle.y + ((from.y + to.y) / 2 - middle.y) * pull;
    const drawn = svg("path", {
        class: `edge ${edge.kind}${edge.mutual ? "" : " one-way"}`,
        d: `M${round(from.x)} ${round(from.y)}Q${round(x)} ${round(y)} ${round(to.x)} ${round(to.y)}`,
        "data-from": edge.from,
        "data-to": edge.to,
    });
    return titled(drawn, `${edge.from} – ${edge.to}: ${edge.kind}, ${millis(edge.rttMillis)}`);
}

/** Lifts the edges of one node above the others. */
function light(picture, node) {
    picture.classList.toggle("lit", node !== null);
    for (const edge of picture.querySelectorAll("path.edge")) {
        edge.classList.toggle("on", edge.dataset.from === node || edge.dataset.to === node);
    }
}

/** From the top, clockwise; `shift` is a share of the way to the next. */
function onOrbit(items, middle, orbit, shift) {
    return items.map((item, i) => {
        const angle = ((i + shift) / items.length) * FULL_CIRCLE - Math.PI / 2;
        return {...item, angle, x: middle.x + orbit.x * Math.cos(angle), y: middle.y + orbit.y * Math.sin(angle)};
    });
}

function dot(at, size, kind, name, title) {
    return titled(svg("g", {class: `node ${kind}`, "data-node": at.node},
        svg("circle", {cx: round(at.x), cy: round(at.y), r: size}), name), title);
}

/** The name in two lines, away from the middle. */
function label(at, distance) {
    const [name, host] = at.node.split("@");
    const cos = Math.cos(at.angle);
    const sin = Math.sin(at.angle);
    const aside = Math.abs(cos) > 0.35;
    const x = at.x + (aside ? Math.sign(cos) * distance : 0);
    const y = at.y + (aside ? sin * 6 : Math.sign(sin) * (distance + (sin < 0 ? 14 : 10)));
    const anchor = aside ? (cos > 0 ? "start" : "end") : "middle";
    return svg("text", {class: "name", x: round(x), y: round(y), "text-anchor": anchor},
        svg("tspan", {}, shortened(name, 16)),
        svg("tspan", {class: "host", x: round(x), dy: "1.15em"}, `@${shortened(host ?? "", 15)}`));
}

/** The name in one line that points away from the middle. */
function spoke(at, distance, count) {
    const degrees = (at.angle * 180) / Math.PI;
    const left = Math.cos(at.angle) < -1e-9;
    const x = round(at.x + distance * Math.cos(at.angle));
    const y = round(at.y + distance * Math.sin(at.angle));
    return svg("text", {
        class: count > 60 ? "name tiny" : "name",
        x,
        y,
        dy: "0.32em",
        "text-anchor": left ? "end" : "start",
        transform: `rotate(${round(left ? degrees + 180 : degrees)} ${x} ${y})`,
    }, shortened(at.node.split("@")[0], 10));
}

/** Keeps both ends: names differ at the end as often as at the beginning. */
function shortened(text, most) {
    if (text.length <= most) {
        return text;
    }
    const head = Math.ceil((most - 1) / 2);
    return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

function titled(shape, title) {
    shape.prepend(svg("title", {}, title));
    return shape;
}

function show(canvas, width, height, picture) {
    canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    canvas.setAttribute("height", height);
    canvas.replaceChildren(picture);
}

function byNode(a, b) {
    return a.node < b.node ? -1 : 1;
}

function round(value) {
    return Math.round(value * 10) / 10;
}
