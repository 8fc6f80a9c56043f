// Elements and texts. What the node says is never read as markup.

export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
    const created = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
        created.setAttribute(attribute, value);
    }
    created.append(...children);
    return created;
}

/** Sets a text unless it is there already, which a screen reader would read again. */
export function say(target, text) {
    if (target.textContent !== text) {
        target.textContent = text;
    }
}

/** The time of day; the date is its title. */
export function clock(instant) {
    const date = new Date(instant);
    return element("time", {datetime: instant, title: date.toLocaleString()}, date.toLocaleTimeString());
}

export function millis(value) {
    return value === null ? "–" : `${value.toFixed(2)} ms`;
}

/** A word with a mark of the same meaning. */
export function mark(word, kind = "idle") {
    return element("span", {class: `mark ${kind}`}, word);
}

export function code(text) {
    return element("code", {}, text);
}

/** Puts what the cells function makes of each item into the table's rows; the first cell names its row. */
export function fillTable(id, items, cells) {
    const table = byId(id);
    const titles = [...table.tHead.rows[0].cells].map((title) => title.textContent);
    table.tHead.hidden = items.length === 0;
    const rows = items.map((item) => element("tr", {role: "row"}, ...cells(item).map((value, i) => i === 0
        ? element("th", {scope: "row", role: "rowheader"}, value)
        : element("td", {role: "cell", class: value === "–" ? "blank" : "", "data-title": titles[i]}, value))));
    if (rows.length === 0) {
        const none = element("td", {role: "cell", class: "none", colspan: titles.length}, table.dataset.empty);
        rows.push(element("tr", {role: "row"}, none));
    }
    table.tBodies[0].replaceChildren(...rows);
}

/** From now on a screen reader is told of what is added; what was there before is no news. */
export function announce(log) {
    log.setAttribute("role", "log");
    log.setAttribute("aria-label", log.parentElement.dataset.name);
}

/** Who has no mouse scrolls what has the focus; what does not scroll is no stop on the way. */
export function focusableWhileItScrolls(region, name) {
    const judge = () => {
        if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) {
            region.setAttribute("tabindex", "0");
            region.setAttribute("role", "region");
            region.setAttribute("aria-label", name);
        } else {
            ["tabindex", "role", "aria-label"].forEach((attribute) => region.removeAttribute(attribute));
        }
    };
    const sizes = new ResizeObserver(judge);
    sizes.observe(region);
    [...region.children].forEach((child) => sizes.observe(child));
}
