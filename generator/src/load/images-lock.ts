import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { hasErrors } from "../model/diagnostic.ts";
import type { ImagesLock, LockedImage } from "../model/images-lock.ts";
import type { JsonObject } from "../model/json.ts";
import { validate } from "./settings.ts";
import { readYaml } from "./yaml.ts";

const digest: JsonObject = { type: "string", pattern: "^sha256:[a-f0-9]{64}$", patternTitle: "Write it like sha256: and 64 hexadecimal digits." };

const schema: JsonObject = {
  type: "object",
  additionalProperties: false,
  required: ["images"],
  properties: {
    images: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["image", "usedBy"],
        properties: {
          image: { type: "string", pattern: "^[^/\\s@]+/[^\\s@]+(:[\\w][\\w.-]*|@sha256:[a-f0-9]{64})$", patternTitle: "Write it in full, like docker.io/apache/kafka:4.3.1." },
          usedBy: { type: "array", items: { type: "string" } },
          digest,
          platforms: { type: "object", propertyNames: { pattern: "^[a-z0-9]+/[a-z0-9]+(/[a-z0-9]+)?$", patternTitle: "Write platforms like linux/amd64." }, additionalProperties: digest },
          unresolved: { type: "string", minLength: 1 },
        },
      },
    },
  },
};

/** Reads images.lock. With mistakes there is no lock, and everything that is wrong is said. */
export function readImagesLock(file: string, text: string): { readonly lock?: ImagesLock; readonly diagnostics: readonly Diagnostic[] } {
  const { source, diagnostics: syntax } = readYaml(file, text);
  if (hasErrors(syntax)) return { diagnostics: syntax };
  const faults = validate(source, schema, file);
  if (hasErrors(faults)) return { diagnostics: faults };
  const { images } = source.value as unknown as { readonly images: readonly LockedImage[] };
  const position = (index?: number) => (index === undefined ? source.position(["images"], "key") : source.position(["images", index, "image"]));
  const form = images.flatMap(({ image, digest: known, unresolved }, i) => {
    const reason =
      images.findIndex((other) => other.image === image) < i
        ? "stands in the list twice"
        : known === undefined && unresolved === undefined
          ? "has neither a digest nor the reason why there is none"
          : known !== undefined && unresolved !== undefined
            ? "has a digest and a reason why there is none"
            : undefined;
    return reason === undefined ? [] : [diagnose("image-entry", { image, reason }, position(i))];
  });
  return form.length > 0 ? { diagnostics: form } : { lock: { images, position }, diagnostics: [] };
}
