// Tables whose rows stay where they are while what they say does not change.

import {element} from "./dom.js";

/**
 * A table.
 *
 * columns: [{title, of: item => text or node, kind}], where kind is "number", "code" or nothing; the first names the row.
 */
export class Table {

    #columns;
    #key;
    #empty;
    #head;
    #body = element("tbody", {role: "rowgroup"});
    #rows = new Map();

    constructor({caption, columns, key, empty}) {
        this.#columns = columns;
        this.#key = key;
        this.#empty = empty;
        const head = element("tr", {role: "row"});
        for (const column of columns) {
            const kind = column.kind === "number" ? "number" : "";
            head.append(element("th", {scope: "col", role: "columnheader", class: kind}, column.title));
        }
        this.#head = element("thead", {role: "rowgroup"}, head);
        this.element = element("div", {class: "scroll"},
            element("table", {role: "table"},
                element("caption", {}, caption), this.#head, this.#body));
        focusableWhileItScrolls(this.element, caption);
        this.update([]);
    }

    update(items) {
        const rows = new Map();
        for (const item of items) {
            const key = this.#key(item);
            const says = JSON.stringify(item);
            const known = this.#rows.get(key);
            rows.set(key, known?.says === says ? known : {says, element: this.#row(item)});
        }
        this.#rows = rows;
        const wanted = [...rows.values()].map((row) => row.element);
        const there = [...this.#body.children];
        this.#head.hidden = wanted.length === 0;
        if (wanted.length === 0) {
            const none = element("td", {role: "cell", class: "none", colspan: this.#columns.length}, this.#empty);
            this.#body.replaceChildren(element("tr", {role: "row"}, none));
        } else if (wanted.length !== there.length || wanted.some((row, i) => row !== there[i])) {
            this.#body.replaceChildren(...wanted);
        }
    }

    #row(item) {
        const row = element("tr", {role: "row"});
        this.#columns.forEach((column, i) => {
            const value = column.of(item);
            const attributes = {class: value === "–" ? "blank" : column.kind ?? "", "data-title": column.title};
            const cell = i === 0
                ? element("th", {scope: "row", role: "rowheader", ...attributes}, value)
                : element("td", {role: "cell", ...attributes}, value);
            row.append(cell);
        });
        return row;
    }
}

/** Who has no mouse scrolls what has the focus; what does not scroll is no stop on the way. */
export function focusableWhileItScrolls(region, name) {
    new ResizeObserver(() => {
        if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) {
            region.setAttribute("tabindex", "0");
            region.setAttribute("role", "region");
            region.setAttribute("aria-label", name);
        } else {
            region.removeAttribute("tabindex");
            region.removeAttribute("role");
            region.removeAttribute("aria-label");
        }
    }).observe(region);
}
