// What happened, newest first, as it happens.

import {clock, element} from "./dom.js";
import {focusableWhileItScrolls} from "./table.js";

const MOST = 200;
const GOOD = new Set(["peer_up", "member_up", "node_joined", "service_registered"]);
const BAD = new Set(["member_suspected", "member_down", "authentication_failed", "node_revoked", "service_down"]);

export const events = {
    id: "events",
    title: "Events",
    size: "narrow filling",
    reads: () => ["events"],
    build(frame) {
        const list = element("ol", {class: "events"});
        const none = element("p", {class: "none"}, "Nothing has happened yet.");
        const log = element("div", {}, list);
        const region = element("div", {class: "scroll tall"}, none, log);
        focusableWhileItScrolls(region, "Events, newest first");
        let shown = 0;
        return {
            content: region,
            update(answers) {
                const {events: newestFirst, total} = answers.events;
                if (total < shown) { // The application was started again and counts from 1.
                    list.replaceChildren();
                    shown = 0;
                }
                const fresh = newestFirst.filter((event) => event.sequence > shown);
                list.prepend(...fresh.map(item));
                while (list.children.length > MOST) {
                    list.lastElementChild.remove();
                }
                shown = total;
                none.hidden = list.children.length > 0;
                frame.count(total > MOST ? `last ${MOST} of ${total}` : `${total}`);
                // From now on: what was there at the beginning is not news.
                log.setAttribute("role", "log");
                log.setAttribute("aria-label", "Events, newest first");
            },
        };
    },
};

function item(event) {
    return element("li", {class: kind(event), "data-sequence": event.sequence},
        clock(event.at),
        element("span", {class: "type"}, event.type.replaceAll("_", " ")),
        element("span", {class: "text"}, event.reason ? `${event.text}: ${event.reason}` : event.text));
}

function kind(event) {
    if (BAD.has(event.type) || event.reason === "nodedown" || event.reason === "rejected") {
        return event.reason === "left" ? "" : "bad";
    }
    return GOOD.has(event.type) ? "good" : "";
}
