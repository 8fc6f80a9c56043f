// This node's keys, how old they are, and, where the endpoint allows it, how to replace them.

import {age, day, element, facts, fingerprint} from "./dom.js";
import {rotations} from "./rotation.js";

export const keys = {
    id: "keys",
    title: "Keys",
    size: "half",
    reads: () => ["auth"],
    build(frame) {
        const shown = element("div", {class: "stack"});
        const operations = rotations(frame.look);
        return {
            content: element("div", {class: "stack"}, shown, operations.element),
            update({summary, auth}) {
                const {identity, certificate} = auth;
                shown.replaceChildren(
                    element("h3", {}, "Identity"),
                    facts([
                        ["Fingerprint", fingerprint(identity.fingerprint)],
                        ["Public key", element("code", {class: "wrap"}, identity.publicKey)],
                        ["Age", age(identity.createdAt)],
                    ]),
                    element("h3", {}, "Certificate"),
                    facts([
                        ["Fingerprint", fingerprint(certificate.fingerprint)],
                        ["Age", age(certificate.notBefore)],
                        ["Valid until", element("span", {}, day(certificate.notAfter), ", ", left(certificate))],
                    ]));
                operations.allow(summary.access === "unrestricted");
            },
        };
    },
};

function left(certificate) {
    const over = Date.parse(certificate.notAfter) < Date.now();
    return element("span", {}, age(certificate.notAfter), over ? " ago" : " left");
}
