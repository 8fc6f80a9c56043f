// The panels of the page, in their order. A panel is {id, title, size, reads: () => [sections of the endpoint], build: (frame) =>
// {content, update: (answers) => …}}; a new one is a module of its own and a line here.

import {authentication} from "./panel-authentication.js";
import {connections} from "./panel-connections.js";
import {events} from "./panel-events.js";
import {gossip} from "./panel-gossip.js";
import {keys} from "./panel-keys.js";
import {members} from "./panel-members.js";
import {node} from "./panel-node.js";
import {overlay} from "./panel-overlay.js";
import {services} from "./panel-services.js";

export const panels = [overlay, node, events, members, services, gossip, connections, authentication, keys];
