// The links that are up.

import {age, bytes, element, mark, millis} from "./dom.js";
import {Table} from "./table.js";

export const connections = {
    id: "connections",
    title: "Connections",
    size: "wide",
    reads: () => ["connections"],
    build(frame) {
        const table = new Table({
            caption: "Links, newest first",
            empty: "No link is up.",
            key: (link) => `${link.node} ${link.since}`,
            columns: [
                {title: "Peer", of: (link) => link.node},
                {title: "Use", of: (link) => mark(link.active ? "overlay" : "on demand", link.active ? "good" : "idle")},
                {title: "Address", of: address, kind: "code"},
                {title: "Dialled by", of: (link) => (link.dialled ? "this node" : "peer")},
                {title: "Proof", of: (link) => link.assurance.replace("_", " ")},
                {title: "RTT", of: (link) => millis(link.rttMillis), kind: "number"},
                {title: "Age", of: (link) => age(link.since), kind: "number"},
                {title: "Sent", of: (link) => traffic(link.bytesSent, link.framesSent), kind: "number"},
                {title: "Received", of: (link) => traffic(link.bytesReceived, link.framesReceived), kind: "number"},
            ],
        });
        return {
            content: table.element,
            update(answers) {
                const {connections: links, total} = answers.connections;
                frame.count(links.length < total ? `${links.length} of ${total}` : `${total}`);
                table.update(links);
            },
        };
    },
};

function address(link) {
    return link.via.length > 0 ? `over ${link.via.join(", ")}` : link.address;
}

function traffic(count, frames) {
    return element("span", {title: `${frames} control frames`}, bytes(count));
}
