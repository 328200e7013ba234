import { describe, expect, it } from "vitest";
import { resolveEntry } from "./resolve-entry.ts";

const a = `sha256:${"a".repeat(64)}`;
const b = `sha256:${"b".repeat(64)}`;
const image = { image: "docker.io/a/b:1", usedBy: ["x"] };
const open = { ...image, unresolved: "not yet" };
const known = { ...image, digest: a, platforms: { "linux/amd64": b } };

describe("resolveEntry", () => {
  it.each([
    { title: "takes a first digest", before: open, answer: { digest: a, platforms: { "linux/amd64": b } }, state: "resolved", entry: known },
    { title: "leaves the same alone", before: known, answer: { digest: a, platforms: { "linux/amd64": b } }, state: "unchanged", entry: known },
    { title: "adds platforms", before: { ...image, digest: a }, answer: { digest: a, platforms: { "linux/amd64": b } }, state: "resolved", entry: known },
    { title: "keeps the digest of a tag that was moved", before: known, answer: { digest: b, platforms: {} }, state: "moved", entry: known },
    { title: "takes it over when asked to", before: known, answer: { digest: b, platforms: {} }, accept: true, state: "resolved", entry: { ...image, digest: b } },
    { title: "says why there is none", before: open, answer: { reason: "no such tag" }, state: "failed", entry: { ...image, unresolved: "no such tag" } },
    { title: "keeps what is known without an answer", before: known, answer: { reason: "no network" }, state: "failed", entry: known },
  ])("$title", ({ before, answer, accept = false, state, entry }) => {
    expect(resolveEntry(before, answer, accept)).toMatchObject({ state, entry });
    expect(resolveEntry(before, answer, accept).entry).toEqual(entry);
  });
});
