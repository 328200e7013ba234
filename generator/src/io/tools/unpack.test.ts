import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { createTar } from "nanotar";
import { expect, test } from "vitest";
import { unpack } from "./unpack.ts";

const program = new TextEncoder().encode("#!/bin/sh\n");
const tar = gzipSync(createTar([{ name: "README.md", data: "text" }, { name: "linux-amd64/helm", data: program }]));
const dotted = gzipSync(createTar([{ name: "./ct", data: program }]));
const zip = zipSync({ "helm/": new Uint8Array(), "helm/helm": program });

test.each([
  { title: "tar.gz", archive: tar, name: "x.tar.gz", path: "linux-amd64/helm" },
  { title: "tgz", archive: tar, name: "x.tgz", path: "linux-amd64/helm" },
  { title: "names with a leading ./", archive: dotted, name: "x.tar.gz", path: "ct" },
  { title: "zip", archive: zip, name: "layer.zip", path: "helm/helm" },
])("$title", ({ archive, name, path }) => {
  expect([...unpack(archive, name, path)]).toEqual([...program]);
});

test("says what is missing", () => {
  expect(() => unpack(tar, "x.tar.gz", "linux-arm64/helm")).toThrow("linux-arm64/helm is not in x.tar.gz");
});
