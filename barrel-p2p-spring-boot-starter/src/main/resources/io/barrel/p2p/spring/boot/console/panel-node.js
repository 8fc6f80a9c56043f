// The node at a glance.

import {age, element, facts, mark} from "./dom.js";

const STATES = {joined: "good", alone: "good", joining: "warn", isolated: "bad", left: "idle", stopped: "idle"};

export const node = {
    id: "this-node",
    title: "This node",
    size: "narrow",
    reads: () => [],
    build() {
        const content = element("div");
        return {
            content,
            update({summary}) {
                const {node, members} = summary;
                const pairs = [["State", mark(node.state, STATES[node.state] ?? "idle")]];
                if (node.id) {
                    pairs.push(["Address", element("span", {}, element("code", {}, node.address), " UDP")]);
                    pairs.push(["Up for", age(node.startedAt)]);
                }
                pairs.push(["Members", counts(members)]);
                pairs.push(["Services", `${summary.services}`]);
                pairs.push(["Connections", `${summary.connections}`]);
                if (node.id) {
                    pairs.push(["Incarnation", element("code", {}, node.incarnation)]);
                    pairs.push(["Version", node.version]);
                }
                pairs.push(["Endpoint", summary.access === "unrestricted" ? "unrestricted" : "read-only"]);
                content.replaceChildren(facts(pairs));
            },
        };
    },
};

function counts(members) {
    const others = ["suspect", "dead", "left"].filter((status) => members[status] > 0)
        .map((status) => `, ${members[status]} ${status}`);
    return `${members.alive} alive${others.join("")}`;
}
