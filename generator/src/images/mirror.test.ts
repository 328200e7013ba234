import { describe, expect, it } from "vitest";
import { clashes, formats, imageList } from "./mirror.ts";

const digest = `sha256:${"a".repeat(64)}`;
const images = [
  { image: "docker.io/library/mongo:8.0", usedBy: ["mongodb"], digest },
  { image: "quay.io/coreos/etcd:v3.6", usedBy: ["etcd", "api"], unresolved: "no network" },
];
const to = "r.acme.io:5000/im";

describe("imageList", () => {
  it.each([
    { format: "text", to: undefined, want: ["docker.io/library/mongo:8.0", "quay.io/coreos/etcd:v3.6"] },
    { format: "text", to, want: ["docker.io/library/mongo:8.0 r.acme.io:5000/im/library/mongo:8.0", "quay.io/coreos/etcd:v3.6 r.acme.io:5000/im/coreos/etcd:v3.6"] },
    { format: "skopeo", to, want: [`skopeo copy --all --preserve-digests docker://docker.io/library/mongo@${digest} docker://r.acme.io:5000/im/library/mongo:8.0`] },
    { format: "skopeo", to: undefined, want: ["skopeo copy --all --preserve-digests docker://quay.io/coreos/etcd:v3.6 oci:images:quay.io/coreos/etcd:v3.6"] },
    { format: "crane", to, want: [`crane copy docker.io/library/mongo@${digest} r.acme.io:5000/im/library/mongo:8.0`, "crane copy quay.io/coreos/etcd:v3.6 r.acme.io:5000/im/coreos/etcd:v3.6"] },
    { format: "crane", to: undefined, want: ["crane pull --format=oci --annotate-ref quay.io/coreos/etcd:v3.6 images"] },
    { format: "docker", to, want: ["docker tag quay.io/coreos/etcd:v3.6 r.acme.io:5000/im/coreos/etcd:v3.6", "docker push r.acme.io:5000/im/coreos/etcd:v3.6"] },
    { format: "docker", to: undefined, want: [`docker pull docker.io/library/mongo@${digest}`] },
    { format: "plain", to: undefined, want: ["2 images, 1 with a digest (no network)"] },
  ] as const)("$format to $to", ({ format, to: target, want }) => {
    const lines = imageList(images, format, target).split("\n");
    expect(lines).toEqual(expect.arrayContaining([...want]));
  });

  it("is JSON for programs", () => {
    expect(JSON.parse(imageList(images, "json", to))).toMatchObject([{ image: "docker.io/library/mongo:8.0", digest, mirror: "r.acme.io:5000/im/library/mongo:8.0" }, { unresolved: "no network" }]);
  });

  it("names every image in every form", () => {
    for (const format of formats) for (const name of ["library/mongo", "coreos/etcd"]) expect(imageList(images, format)).toContain(name);
  });
});

it("finds images that would take each other's place", () => {
  const more = [...images, { image: "docker.io/coreos/etcd:v3.6", usedBy: [], digest }, { image: "docker.io/coreos/etcd:v3.5", usedBy: [], digest }];
  expect(clashes(more)).toEqual([["quay.io/coreos/etcd:v3.6", "docker.io/coreos/etcd:v3.6"]]);
  expect(clashes(images)).toEqual([]);
});
