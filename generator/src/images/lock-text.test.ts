import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseImage } from "../model/image.ts";
import { lockText, updateLock } from "./lock-text.ts";

const a = `sha256:${"a".repeat(64)}`;
const b = `sha256:${"b".repeat(64)}`;

function used(image: string, ...users: readonly string[]) {
  const name = parseImage(image);
  if (name === undefined) throw new Error(image);
  return { ...name, users };
}

it("keeps what is known while a tag stays, drops what is gone, and says that the new is not resolved", () => {
  const before = [
    { image: "docker.io/a/kept:1", usedBy: ["x"], digest: a, platforms: { "linux/amd64": b } },
    { image: "docker.io/a/tried:1", usedBy: ["x"], unresolved: "no such tag" },
    { image: "docker.io/a/moved-on:1", usedBy: ["x"], digest: a },
    { image: "docker.io/a/gone:1", usedBy: ["x"], digest: a },
  ];
  expect(updateLock(before, [used("a/kept:1", "x", "y"), used("a/tried:1", "x"), used("a/moved-on:2", "x")])).toEqual([
    { image: "docker.io/a/kept:1", usedBy: ["x", "y"], digest: a, platforms: { "linux/amd64": b } },
    { image: "docker.io/a/tried:1", usedBy: ["x"], unresolved: "no such tag" },
    { image: "docker.io/a/moved-on:2", usedBy: ["x"], unresolved: "not resolved yet: run gen images resolve" },
  ]);
});

it("takes over a digest that the catalogue or a site says", () => {
  const said = used(`docker.io/a/b:1@${b}`, "x");
  expect(updateLock([{ image: "docker.io/a/b:1", usedBy: ["x"], digest: a, platforms: { "linux/amd64": a } }], [said])).toEqual([{ image: "docker.io/a/b:1", usedBy: ["x"], digest: b }]);
});

it("is sorted, and the same for the same", () => {
  const entries = [
    { image: "quay.io/b:1", usedBy: ["y"], unresolved: "x" },
    { image: "docker.io/a/b:1", usedBy: ["x", "z"], digest: a, platforms: { "linux/arm64": a, "linux/amd64": b } },
  ];
  const text = lockText(entries);
  expect(text).toBe(lockText([...entries].reverse()));
  expect(text).toContain("  - image: docker.io/a/b:1\n    usedBy: [x, z]\n");
  const read = parse(text) as { readonly images: readonly { readonly image: string; readonly platforms?: object }[] };
  expect(read.images.map(({ image }) => image)).toEqual(["docker.io/a/b:1", "quay.io/b:1"]);
  expect(Object.keys(read.images[0]?.platforms ?? {})).toEqual(["linux/amd64", "linux/arm64"]);
});
