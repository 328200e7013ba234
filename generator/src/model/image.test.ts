import { describe, expect, it } from "vitest";
import { imageName, parseImage } from "./image.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("parseImage", () => {
  it.each([
    { given: "docker.io/apache/kafka:4.3.1", want: "docker.io/apache/kafka:4.3.1" },
    { given: "busybox", want: "docker.io/library/busybox:latest" },
    { given: "busybox:1.37", want: "docker.io/library/busybox:1.37" },
    { given: "grafana/loki:3", want: "docker.io/grafana/loki:3" },
    { given: "index.docker.io/busybox:1", want: "docker.io/library/busybox:1" },
    { given: "docker.io/busybox:1", want: "docker.io/library/busybox:1" },
    { given: "mirror.example.com:5000/a/b/c:v1", want: "mirror.example.com:5000/a/b/c:v1" },
    { given: "mirror.example.com:5000/a/b", want: "mirror.example.com:5000/a/b:latest" },
    { given: "localhost/a:1", want: "localhost/a:1" },
    { given: `quay.io/a/b:v1@${digest}`, want: `quay.io/a/b:v1 ${digest}` },
    { given: `quay.io/a/b@${digest}`, want: `quay.io/a/b@${digest}` },
    { given: "quay.io/a/b@sha256:12", want: undefined },
    { given: "quay.io/A/b:1", want: undefined },
    { given: "two words", want: undefined },
    { given: "", want: undefined },
  ])("$given → $want", ({ given, want }) => {
    const image = parseImage(given);
    expect(image && (image.tag === "" ? imageName(image) : `${imageName(image)}${image.digest && ` ${image.digest}`}`)).toBe(want);
  });
});
