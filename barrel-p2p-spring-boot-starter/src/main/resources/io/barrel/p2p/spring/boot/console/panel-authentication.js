// Who proved who he is, and who did not.

import {element, facts, millis} from "./dom.js";
import {Table} from "./table.js";

export const authentication = {
    id: "authentication",
    title: "Authentication",
    size: "half",
    reads: () => ["auth"],
    build(frame) {
        const attempts = new Table({
            caption: "Handshakes since the start",
            empty: "None.",
            key: (attempt) => attempt.who,
            columns: [
                {title: "Dialled by", of: (attempt) => attempt.who},
                {title: "Succeeded", of: (attempt) => `${attempt.ok}`, kind: "number"},
                {title: "Failed", of: (attempt) => `${attempt.fail}`, kind: "number"},
            ],
        });
        const failures = new Table({
            caption: "Failures by reason",
            empty: "No handshake failed.",
            key: (failure) => failure.reason,
            columns: [
                {title: "Reason", of: (failure) => failure.reason},
                {title: "Share", of: (failure) => bar(failure.count / failure.all)},
                {title: "Handshakes", of: (failure) => `${failure.count}`, kind: "number"},
            ],
        });
        const settings = element("div");
        return {
            content: element("div", {class: "stack"}, settings, attempts.element, failures.element),
            update({auth}) {
                const reasons = Object.entries(auth.failures).sort((a, b) => b[1] - a[1]);
                const all = reasons.reduce((sum, [, count]) => sum + count, 0);
                frame.count(all === 0 ? "no failures" : `${all} failed`);
                const {p50, p95, max} = auth.handshakeMillis;
                settings.replaceChildren(facts([
                    ["Peers prove", auth.enabled ? "an Ed25519 identity" : "the cookie only"],
                    ["Without a pin", auth.trustMode === "strict" ? "refused (strict)" : "pinned on first use (tofu)"],
                    ["New keys signed by the old", auth.keySuccession === "accept" ? "accepted" : "rejected"],
                    ["Pinned keys", `${auth.trustedPeers}`],
                    ["Handshake", `${millis(p50)} median, ${millis(p95)} 95%, ${millis(max)} longest`],
                ]));
                attempts.update([
                    {who: "peers", ...auth.attempts.incoming},
                    {who: "this node", ...auth.attempts.outgoing},
                ]);
                failures.update(reasons.map(([reason, count]) => ({reason, count, all})));
            },
        };
    },
};

function bar(share) {
    const filling = element("span");
    filling.style.inlineSize = `${Math.round(share * 100)}%`;
    return element("span", {class: "bar", "aria-hidden": "true"}, filling);
}
