// How broadcasts go from here.

import {bytes, element, facts, mark} from "./dom.js";
import {Table} from "./table.js";

export const gossip = {
    id: "gossip",
    title: "Gossip tree",
    size: "half",
    reads: () => ["gossip"],
    build(frame) {
        const edges = new Table({
            caption: "Edges of this node",
            empty: "No neighbours.",
            key: (edge) => edge.node,
            columns: [
                {title: "Neighbour", of: (edge) => edge.node},
                {title: "Edge", of: (edge) => mark(edge.kind, edge.kind)},
                {title: "Broadcasts", of: (edge) => (edge.kind === "eager" ? "sent in full" : "announced by id")},
            ],
        });
        const numbers = element("div");
        return {
            content: element("div", {class: "stack"}, edges.element, numbers),
            update(answers) {
                const {eager, lazy, cachedMessages, cachedBytes, missing} = answers.gossip;
                frame.count(`${eager.length} eager, ${lazy.length} lazy`);
                edges.update([
                    ...eager.map((node) => ({node, kind: "eager"})),
                    ...lazy.map((node) => ({node, kind: "lazy"})),
                ]);
                numbers.replaceChildren(facts([
                    ["Kept for repairs", `${cachedMessages} broadcasts, ${bytes(cachedBytes)}`],
                    ["Announced, not arrived", `${missing}`],
                ]));
            },
        };
    },
};
