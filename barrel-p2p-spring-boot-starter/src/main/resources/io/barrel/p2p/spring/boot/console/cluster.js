// What the members tell, put together.

/** The nodes and edges of an answer of the section `overlay`. An edge that both ends tell of is one. */
export function together(overlay) {
    const edges = new Map();
    for (const {node, neighbours} of overlay.nodes) {
        for (const neighbour of neighbours) {
            const [from, to] = node < neighbour.node ? [node, neighbour.node] : [neighbour.node, node];
            const key = `${from} ${to}`;
            const known = edges.get(key);
            const eager = neighbour.eager || known?.kind === "eager";
            edges.set(key, {
                from,
                to,
                kind: eager ? "eager" : "lazy",
                mutual: known !== undefined,
                rttMillis: known?.rttMillis ?? neighbour.rttMillis,
            });
        }
    }
    const unanswered = new Map(overlay.unanswered.map(({node, reason}) => [node, reason]));
    const nodes = [...new Set([
        ...overlay.nodes.map(({node}) => node),
        ...unanswered.keys(),
        ...[...edges.values()].flatMap(({from, to}) => [from, to]),
    ])].sort();
    return {nodes, unanswered, edges: [...edges.values()]};
}
