import type { Shape } from "./check-shape.ts";
import { imageShape, resourcesShape, secretShape } from "./component-shape.ts";

/** release.yaml: without any of this nobody knows what to run. */
const release: Shape = {
  keys: {
    name: "text",
    description: "text",
    parts: { map: { keys: { image: "text", programs: "text", envPrefix: "text", idPrefix: "text", unprefixed: { list: "text" } }, required: ["image", "programs", "envPrefix"] } },
    images: { map: imageShape },
    secrets: { map: secretShape },
  },
  required: ["name", "description", "parts", "images", "secrets"],
};

const profile: Shape = {
  keys: {
    description: "text",
    nodes: { keys: { count: "whole", cpu: "text", memory: "text", reserved: "number" }, required: ["count", "cpu", "memory", "reserved"] },
    settings: { map: "any" },
    components: { map: { keys: { replicas: "whole", resources: resourcesShape, values: { map: "any" } }, required: [] } },
  },
  required: ["description", "nodes", "components"],
};

/** Files of the catalogue beside the components, as model/catalog.ts describes them. */
export const fileShapes = {
  release,
  profiles: { map: profile },
  // What checks of rendered objects need stands there too.
  kubernetes: { keys: { floor: "text", helm: "text", supported: { list: "text" }, architectures: { list: "text" } }, required: ["floor", "helm", "supported", "architectures"], open: true },
  problems: { map: { keys: { problem: "text", where: ["render", "setup", "test", "docs", "site"], how: "text" }, required: ["problem"] } },
  refusedImages: { map: { keys: { reason: "text", instead: "text" }, required: ["reason", "instead"] } },
} satisfies Readonly<Record<string, Shape>>;
