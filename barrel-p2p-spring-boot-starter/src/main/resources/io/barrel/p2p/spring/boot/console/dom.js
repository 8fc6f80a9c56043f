// Elements and words. What the network says is only ever set as text.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** An element of HTML. Children are nodes or text. */
export function element(name, attributes = {}, ...children) {
    return filled(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function svg(name, attributes = {}, ...children) {
    return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(created, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        created.setAttribute(name, value);
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

/** A list of terms and what is true of them. */
export function facts(pairs) {
    const list = element("dl", {class: "facts"});
    for (const [term, fact] of pairs) {
        list.append(element("div", {}, element("dt", {}, term), element("dd", {}, fact)));
    }
    return list;
}

/** A word with a mark of the same meaning. */
export function mark(word, kind) {
    return element("span", {class: `mark ${kind}`}, word);
}

/** A fingerprint in groups that the eye can compare. */
export function fingerprint(hex) {
    const groups = element("code", {class: "fingerprint"});
    for (const group of hex.match(/.{1,8}/g) ?? []) {
        groups.append(element("span", {}, group));
    }
    return groups;
}

/** Metadata, one pair after the other. */
export function pairs(metadata) {
    const entries = Object.entries(metadata);
    if (entries.length === 0) {
        return "–";
    }
    const list = element("ul", {class: "pairs"});
    for (const [key, value] of entries) {
        list.append(element("li", {}, element("span", {class: "soft"}, key), ` ${value}`));
    }
    return list;
}

export function plural(count, one, many) {
    return `${count} ${count === 1 ? one : many}`;
}

export function millis(value) {
    if (value === undefined || value === null) {
        return "–";
    }
    return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

export function bytes(count) {
    let value = count;
    for (const unit of ["B", "kB", "MB", "GB"]) {
        if (value < 1000) {
            return `${unit === "B" ? value : value.toFixed(1)} ${unit}`;
        }
        value /= 1000;
    }
    return `${value.toFixed(1)} TB`;
}

/** The time of day; the date is its title. */
export function clock(instant) {
    const date = new Date(instant);
    return element("time", {datetime: instant, title: date.toLocaleString()}, date.toLocaleTimeString());
}

/** A day. */
export function day(instant) {
    const date = new Date(instant);
    const text = date.toLocaleDateString(undefined, {year: "numeric", month: "short", day: "numeric"});
    return element("time", {datetime: instant, title: date.toLocaleString()}, text);
}

/** How long ago, or ahead, it is; kept up to date by {@link refreshAges}. */
export function age(instant) {
    const time = element("time", {datetime: instant, class: "age", title: new Date(instant).toLocaleString()});
    time.textContent = distance(instant);
    return time;
}

/** Says of every age on the page what it is now. */
export function refreshAges() {
    for (const time of document.querySelectorAll("time.age")) {
        say(time, distance(time.dateTime));
    }
}

function distance(instant) {
    const apart = Math.abs(Date.now() - Date.parse(instant));
    if (apart < MINUTE) {
        return `${Math.floor(apart / SECOND)} s`;
    }
    if (apart < HOUR) {
        return `${Math.floor(apart / MINUTE)} min`;
    }
    if (apart < DAY) {
        return `${Math.floor(apart / HOUR)} h ${Math.floor((apart % HOUR) / MINUTE)} min`;
    }
    return apart < 2 * YEAR ? plural(Math.floor(apart / DAY), "day", "days") : `${Math.floor(apart / YEAR)} years`;
}
