// What members offer.

import {age, pairs} from "./dom.js";
import {Table} from "./table.js";

export const services = {
    id: "services",
    title: "Services",
    size: "half",
    reads: () => ["services"],
    build(frame) {
        const table = new Table({
            caption: "Instances by service",
            empty: "Nobody offers a service.",
            key: (instance) => `${instance.service} ${instance.node}`,
            columns: [
                {title: "Service", of: (instance) => instance.service},
                {title: "Node", of: (instance) => instance.node},
                {title: "Since", of: (instance) => age(instance.since)},
                {title: "Metadata", of: (instance) => pairs(instance.metadata)},
            ],
        });
        return {
            content: table.element,
            update(answers) {
                frame.count(`${answers.services.total}`);
                table.update(answers.services.services.flatMap(({service, instances}) =>
                    instances.map((instance) => ({service, ...instance}))));
            },
        };
    },
};
