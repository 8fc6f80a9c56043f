// Rotation and rollback of keys, each behind a question.

import {element, say} from "./dom.js";
import {operate} from "./node.js";

const OPERATIONS = [
    {
        path: "rotate/identity",
        title: "Rotate identity",
        text: "This node gets a new Ed25519 identity, signed by the present one, and uses it from the next handshake on. Peers that accept"
            + " key succession pin it by themselves; others refuse this node until an operator pins the new key.",
    },
    {
        path: "rotate/certificate",
        title: "Rotate certificate",
        text: "This node gets a new TLS certificate, which is in force at once. Links that are up are made anew one after the other;"
            + " nothing is lost.",
    },
    {
        path: "rotate/rollback-identity",
        title: "Roll back identity",
        text: "This node goes back to the identity that was replaced last. Peers that have pinned the present one may refuse it until an"
            + " operator pins the old key again.",
    },
    {
        path: "rotate/rollback-certificate",
        title: "Roll back certificate",
        text: "This node goes back to the TLS certificate that was replaced last.",
    },
];

/** Buttons that are there while they are allowed. `done` is called when one has changed something. */
export function rotations(done) {
    const result = element("p", {class: "result", role: "status"});
    const buttons = element("div", {class: "buttons"});
    const whole = element("div", {class: "stack", hidden: ""}, buttons, result);
    let allowed = false;

    async function carryOut(operation) {
        if (!await confirmed(operation)) {
            return;
        }
        say(result, "Working…");
        try {
            const {fingerprint, backupDir} = await operate(operation.path);
            say(result, `${operation.title}: done. The fingerprint is ${fingerprint}, the old pair is in ${backupDir}.`);
            done();
        } catch (failure) {
            say(result, `${operation.title}: not done. ${failure.message}`);
        }
    }

    return {
        element: whole,
        allow(now) {
            // A page inside another may be shown where the user means to press something else.
            const safe = now && window.top === window;
            if (safe !== allowed) {
                allowed = safe;
                whole.hidden = !safe;
                buttons.replaceChildren(...(safe ? OPERATIONS.map((operation) => button(operation, carryOut)) : []));
            }
        },
    };
}

function button(operation, carryOut) {
    const created = element("button", {type: "button", "data-operation": operation.path}, `${operation.title}…`);
    created.addEventListener("click", () => carryOut(operation));
    return created;
}

/** Asks; true if the answer is yes. */
function confirmed(operation) {
    const cancel = element("button", {type: "button", autofocus: ""}, "Cancel");
    const confirm = element("button", {type: "button", class: "decisive"}, operation.title);
    const dialog = element("dialog", {"aria-labelledby": "question", "aria-describedby": "consequence"},
        element("h2", {id: "question"}, `${operation.title}?`),
        element("p", {id: "consequence"}, operation.text),
        element("div", {class: "buttons"}, cancel, confirm));
    document.body.append(dialog);
    return new Promise((resolve) => {
        cancel.addEventListener("click", () => dialog.close("no"));
        confirm.addEventListener("click", () => dialog.close("yes"));
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(dialog.returnValue === "yes");
        });
        dialog.showModal();
    });
}
