// The overlay as a drawing. Positions follow from names and sizes alone: the same cluster looks the same on every screen of that size.

import {millis, svg} from "./dom.js";

const FULL_CIRCLE = 2 * Math.PI;
const NARROW = 480;
const LABELLED_SPARES = 12;
const LEVEL_LABELS = 14;
const LONGEST_SPOKE = 10;
const DRAWN_NODES = 300;
const byName = new Intl.Collator("en", {numeric: true}).compare;

/** This node in the middle, its active peers around it, the passive ones further out. */
export function drawNode(canvas, {self, active, passive, kinds, statuses}) {
    const width = canvas.clientWidth;
    const narrow = width < NARROW;
    const crowded = active.length > 3 || passive.length > 0;
    const height = Math.round(narrow ? width * (crowded ? 1.1 : 0.85) : Math.min(460, width * 0.62));
    const middle = {x: width / 2, y: height / 2};
    const outer = {x: middle.x - (narrow ? 10 : 78), y: middle.y - (narrow ? 10 : 40)};
    const inner = inside(outer, narrow, passive.length > 0);
    const picture = svg("g");

    picture.append(svg("ellipse", {class: "orbit", cx: middle.x, cy: middle.y, rx: inner.x, ry: inner.y}));
    if (passive.length > 0) {
        picture.append(svg("ellipse", {class: "orbit far", cx: middle.x, cy: middle.y, rx: outer.x, ry: outer.y}));
    }
    const near = onOrbit([...active].sort(byNode), middle, inner, clearOfTheName(active.length));
    const far = onOrbit([...passive].sort(byNode), middle, outer, 0.5);
    for (const peer of near) {
        const kind = kinds.get(peer.node) ?? "none";
        picture.append(titled(svg("line", {class: `edge ${kind}`, x1: middle.x, y1: middle.y, x2: peer.x, y2: peer.y}),
            `${peer.node}: ${kind === "none" ? "" : `${kind}, `}${millis(peer.rttMillis)}`));
    }
    for (const peer of near) {
        picture.append(tag(between(middle, 15, peer, 10), millis(peer.rttMillis)));
    }
    for (const peer of far) {
        const name = passive.length <= LABELLED_SPARES && !narrow ? label(peer, 9) : svg("g");
        picture.append(dot(peer, 5, "spare", name, `${peer.node}, passive`));
    }
    for (const peer of near) {
        const status = statuses.get(peer.node) ?? "alive";
        picture.append(dot(peer, 10, `peer ${status}`, narrow ? stacked(peer, 16) : label(peer, 16),
            `${peer.node}, active, ${status}`));
    }
    // On a phone the heading has to name this node: here its name would meet the times.
    const own = {...middle, node: self, angle: Math.PI / 2};
    picture.append(dot(own, 15, "self", narrow ? svg("g") : stacked(own, 21), `${self}, this node`));
    show(canvas, width, height, picture);
}

/** The orbit of the active peers. With nobody further out it may be larger. */
function inside(outer, narrow, surrounded) {
    if (narrow) {
        return {x: outer.x - 30, y: outer.y - 52};
    }
    return surrounded ? {x: outer.x * 0.58, y: outer.y * 0.62} : {x: outer.x * 0.74, y: outer.y * 0.82};
}

/** The shift at which nobody is straight below the middle, where its own name is; two peers are no flat line. */
function clearOfTheName(count) {
    if (count === 2) {
        return 0.36;
    }
    return count % 2 === 0 ? 0.5 : 0;
}

/** All nodes on a circle in the order of their names, with every edge that one of its ends tells of. */
export function drawCluster(canvas, {self, nodes, edges, unanswered}) {
    const width = canvas.clientWidth;
    const height = Math.min(width, 620);
    const middle = {x: width / 2, y: height / 2};
    const around = [...nodes].sort(byName).slice(0, DRAWN_NODES);
    const shortNames = distinct(around);
    const {orbit, name} = labelling(around, shortNames, width, middle);
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
        const group = dot(node, size, role, name(node, size + 6),
            role === "silent" ? `${node.node}, did not answer` : node.node);
        group.addEventListener("pointerenter", () => light(picture, node.node));
        group.addEventListener("pointerleave", () => light(picture, null));
        picture.append(group);
    }
    show(canvas, width, height, picture);
}

/** How the nodes of a cluster are named, and the circle that leaves room for it. */
function labelling(nodes, shortNames, width, middle) {
    const least = Math.min(middle.x, middle.y);
    const room = widest(nodes.map((node) => shortened(shortNames.get(node), LONGEST_SPOKE)));
    const whole = nodes.every((node) => shortNames.get(node).length <= LONGEST_SPOKE);
    if (nodes.length <= LEVEL_LABELS && width >= NARROW) {
        const radius = least - 58;
        return {orbit: {x: Math.min(middle.x - 110, radius * 1.4), y: radius}, name: label};
    }
    if (nodes.length <= LEVEL_LABELS && whole && room <= width / 5) {
        return {
            orbit: {x: middle.x - room - 20, y: middle.y - 32},
            name: (at, distance) => line(at, distance + 3, shortNames.get(at.node)),
        };
    }
    const radius = least - 20 - room;
    return {
        orbit: {x: radius, y: radius},
        name: (at, distance) => spoke(at, distance, shortNames.get(at.node), nodes.length),
    };
}

/** How much room the widest of those names takes. */
function widest(names) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `650 13px ${getComputedStyle(document.body).fontFamily}`;
    return Math.max(...names.map((name) => pen.measureText(name).width));
}

/** What tells the nodes apart in as few letters as possible: their names, or else their hosts, or else all of it. */
function distinct(nodes) {
    const names = nodes.map((node) => node.split("@")[0]);
    const hosts = nodes.map((node) => node.slice(node.indexOf("@")));
    const best = [names, hosts].find((texts) => new Set(texts).size === nodes.length) ?? nodes;
    return new Map(nodes.map((node, i) => [node, best[i]]));
}

function curve(edge, from, to, middle) {
    const pull = 0.7;
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

/** A point of what can be seen of a line between two dots, a little nearer to the second. */
function between(from, fromSize, to, toSize) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const share = (fromSize + (length - fromSize - toSize) * 0.58) / length;
    return {x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share};
}

function dot(at, size, kind, name, title) {
    return titled(svg("g", {class: `node ${kind}`, "data-node": at.node},
        svg("circle", {cx: round(at.x), cy: round(at.y), r: size}), name), title);
}

/** A text on a ground of its own, which {@link show} fits to it. */
function tag(at, text) {
    return svg("g", {class: "tag"}, svg("rect", {}), svg("text", {class: "rtt", x: round(at.x), y: round(at.y + 4)}, text));
}

/** The name in two lines, away from the middle. */
function label(at, distance) {
    const cos = Math.cos(at.angle);
    if (Math.abs(cos) <= 0.35) {
        return stacked(at, distance);
    }
    const x = at.x + Math.sign(cos) * distance;
    return twoLines(at.node, x, at.y + Math.sin(at.angle) * 6, cos > 0 ? "start" : "end");
}

/** The name in two lines above or below the dot. */
function stacked(at, distance) {
    const up = Math.sin(at.angle) < -1e-9;
    return twoLines(at.node, at.x, at.y + (up ? -(distance + 12) : distance + 10), "middle");
}

function twoLines(node, x, y, anchor) {
    const [name, host] = node.split("@");
    return svg("text", {class: "name", x: round(x), y: round(y), "text-anchor": anchor},
        svg("tspan", {}, shortened(name, 16)),
        svg("tspan", {class: "host", x: round(x), dy: "1.15em"}, `@${shortened(host ?? "", 15)}`));
}

/** A name in one line, away from the middle. */
function line(at, distance, text) {
    const cos = Math.cos(at.angle);
    const sin = Math.sin(at.angle);
    const aside = Math.abs(cos) > 0.1;
    return svg("text", {
        class: "name",
        x: round(at.x + distance * cos),
        y: round(at.y + distance * sin),
        dy: aside ? "0.32em" : sin < 0 ? "0" : "0.7em",
        "text-anchor": aside ? (cos > 0 ? "start" : "end") : "middle",
    }, text);
}

/** A name in one line that points away from the middle. */
function spoke(at, distance, text, count) {
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
    }, shortened(text, LONGEST_SPOKE));
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

/** Puts the picture on the page, where texts have a size: tags get their ground, and no name is cut off. */
function show(canvas, width, height, picture) {
    canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    canvas.setAttribute("height", height);
    canvas.replaceChildren(picture);
    for (const tagged of picture.querySelectorAll(".tag")) {
        const box = tagged.lastElementChild.getBBox();
        const ground = {x: box.x - 6, y: box.y - 2, width: box.width + 12, height: box.height + 4, rx: box.height / 2 + 2};
        Object.entries(ground).forEach(([name, value]) => tagged.firstElementChild.setAttribute(name, round(value)));
    }
    for (const name of picture.querySelectorAll(".name:not([transform])")) {
        const box = name.getBBox();
        const aside = Math.max(0, 2 - box.x) - Math.max(0, box.x + box.width + 2 - width);
        if (aside !== 0) {
            name.setAttribute("transform", `translate(${round(aside)} 0)`);
        }
    }
}

function byNode(a, b) {
    return byName(a.node, b.node);
}

function round(value) {
    return Math.round(value * 10) / 10;
}
