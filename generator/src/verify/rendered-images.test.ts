import { describe, expect, it } from "vitest";
import { readObjects } from "./objects.ts";
import { renderedImages } from "./rendered-images.ts";

const digest = `sha256:${"a".repeat(64)}`;
const used = [
  { registry: "docker.io", repository: "library/mongo", tag: "8.0", digest: "", users: ["mongodb"] },
  { registry: "quay.io", repository: "coreos/etcd", tag: "v3.6", digest, users: ["etcd"] },
];

function said(image: string, registry = "") {
  const pod = `kind: Pod\nmetadata: { name: p }\nspec: { initContainers: [{ name: a, image: "docker.io/library/mongo:8.0" }], containers: [{ name: b, image: "${image}" }] }\n`;
  return renderedImages(readObjects(pod), used, registry).map((d) => `${d.code} ${d.message.split("`")[1] ?? ""}`);
}

describe("renderedImages: image-outside-values", () => {
  it.each([
    { image: "docker.io/library/mongo:8.0", want: [] },
    { image: "mongo:8.0", want: [] },
    { image: "docker.io/library/mongo:8.1", want: ["image-outside-values docker.io/library/mongo:8.1 (Pod p)"] },
    { image: `quay.io/coreos/etcd@${digest}`, want: [] },
    { image: "quay.io/coreos/etcd:v3.6", want: [] },
    { image: `docker.io/library/mongo@${digest}`, want: [`image-outside-values docker.io/library/mongo@${digest} (Pod p)`] },
    { image: "mirror.acme.io/im/library/mongo:8.0", registry: "mirror.acme.io/im", want: [] },
    { image: `mirror.acme.io/im/coreos/etcd@${digest}`, registry: "mirror.acme.io/im", want: [] },
    { image: "mirror.acme.io/im/library/mongo:8.0", want: ["image-outside-values mirror.acme.io/im/library/mongo:8.0 (Pod p)"] },
  ])("$image", ({ image, registry, want }) => {
    expect(said(image, registry)).toEqual(want);
  });
});
