// Who is in the cluster, and who was suspected of not being.

import {age, clock, element, mark, pairs} from "./dom.js";
import {Table} from "./table.js";

const STATUS = {alive: "good", suspect: "warn", dead: "bad", left: "idle"};
const OUTCOME = {open: "warn", refuted: "good", confirmed: "bad", overtaken: "idle"};

export const members = {
    id: "members",
    title: "Members",
    size: "wide",
    reads: () => ["members"],
    build(frame) {
        const all = new Table({
            caption: "Members of the cluster, newest change first",
            empty: "Nobody: the node is stopped.",
            key: (member) => member.node,
            columns: [
                {title: "Node", of: (member) => member.node},
                {title: "Status", of: (member) => mark(member.status, STATUS[member.status] ?? "idle")},
                {title: "Since", of: (member) => age(member.since)},
                {title: "Address", of: (member) => member.address, kind: "code"},
                {title: "Metadata", of: (member) => pairs(member.metadata)},
                {title: "Accuser", of: (member) => member.accuser ?? "–"},
                {title: "Reason", of: (member) => member.reason ?? "–"},
            ],
        });
        const suspicions = new Table({
            caption: "Suspicions, newest first",
            empty: "Nobody was suspected.",
            key: (suspicion) => `${suspicion.node} ${suspicion.incarnation} ${suspicion.since}`,
            columns: [
                {title: "Node", of: (suspicion) => suspicion.node},
                {title: "Outcome", of: (suspicion) => mark(suspicion.outcome, OUTCOME[suspicion.outcome] ?? "idle")},
                {title: "Accuser", of: (suspicion) => suspicion.accuser},
                {title: "Reason", of: (suspicion) => suspicion.reason},
                {title: "Heard", of: (suspicion) => clock(suspicion.since)},
                {title: "Ended", of: (suspicion) => (suspicion.ended ? clock(suspicion.ended) : "–")},
            ],
        });
        return {
            content: element("div", {class: "stack"}, all.element, suspicions.element),
            update(answers) {
                const {members: list, total, suspicions: history} = answers.members;
                frame.count(list.length < total ? `${list.length} of ${total}` : `${total}`);
                all.update(list);
                suspicions.update(history);
            },
        };
    },
};
