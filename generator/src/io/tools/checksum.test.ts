import { describe, expect, test } from "vitest";
import { digestFor, hasIntegrity } from "./checksum.ts";

const a = "a".repeat(64);
const b = "b".repeat(64);

describe("digestFor: lists as publishers write them", () => {
  test.each([
    { title: "two spaces", list: `${b}  other.tar.gz\n${a}  x.tar.gz\n`, want: a },
    { title: "binary mark and folder", list: `${a} *dist/x.tar.gz\n`, want: a },
    { title: "bare digest, no newline", list: a, want: a },
    { title: "upper case, CRLF", list: `${a.toUpperCase()}  x.tar.gz\r\n`, want: a },
    { title: "not listed", list: `${a}  x.tar.gz.asc\n`, want: undefined },
    { title: "too short", list: "abc  x.tar.gz\n", want: undefined },
    { title: "an error page", list: "<html>404</html>", want: undefined },
  ])("$title", ({ list, want }) => {
    expect(digestFor(list, "x.tar.gz")).toBe(want);
  });
});

const text = new TextEncoder().encode("abc");

test.each([
  { integrity: "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==", want: true },
  { integrity: "sha512-AAAA", want: false },
  { integrity: "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", want: false },
])("hasIntegrity: $integrity", ({ integrity, want }) => {
  expect(hasIntegrity(text, integrity)).toBe(want);
});
