import { describe, expect, it } from "vitest";
import type { AcceptanceReport } from "../model/acceptance.ts";
import { acceptanceHtml } from "./acceptance-html.ts";
import { acceptanceJunit } from "./acceptance-junit.ts";
import { stepText, summaryText } from "./acceptance-text.ts";

const report: AcceptanceReport = {
  url: "https://im.example.com",
  started: "2026-11-26T18:00:00.000Z",
  seconds: 12.34,
  passed: false,
  steps: [
    { id: "door", title: "The door", proves: "It opens.", status: "passed", seconds: 0.5, detail: "answered in 12 ms" },
    { id: "upload", title: "A picture", proves: "It goes up.", status: "failed", seconds: 1, detail: "", failure: { hop: "store", message: 'HTTP 403 <Code>"x" & y</Code>\u0000', hint: "Look there." } },
    { id: "link", title: "A link", proves: "It leads on.", status: "blocked", seconds: 0, detail: "needs upload" },
    { id: "gateways", title: "Two", proves: "Both.", status: "left-out", seconds: 0, detail: "left out by --skip" },
  ],
  left: ["user <1>"],
};

it("as text", () => {
  expect(report.steps.map(stepText)).toEqual([
    "ok    The door  [door] 0.5 s\n      answered in 12 ms",
    'FAIL  A picture  [upload] 1.0 s\n      store: HTTP 403 <Code>"x" & y</Code>\u0000\n      Look there.',
    "----  A link  [link]\n      needs upload",
    "skip  Two  [gateways]\n      left out by --skip",
  ]);
  expect(summaryText(report)).toBe("\nLeft on the server:\n  user <1>\n\nFAIL  https://im.example.com: 1 passed, 1 failed, 1 blocked, 1 left out in 12.3 s");
});

describe("as JUnit", () => {
  const xml = acceptanceJunit(report);
  it("counts as CI systems do", () => {
    expect(xml).toContain('<testsuite name="https://im.example.com" timestamp="2026-11-26T18:00:00.000Z" tests="4" failures="1" skipped="2" errors="0" time="12.340">');
    expect(xml).toContain('<testcase classname="openim.link" name="A link" time="0.000">\n      <skipped message="needs upload"/>');
  });
  it("is XML whatever a server says", () => {
    expect(xml).toContain('<failure type="store" message="HTTP 403 &lt;Code&gt;&quot;x&quot; &amp; y&lt;/Code&gt;\ufffd">Look there.</failure>');
    const tags = [...xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)].filter(([, , , single]) => single === "");
    const open: string[] = [];
    for (const [, closing, name = ""] of tags) if (closing === "/") expect(open.pop()).toBe(name);
      else open.push(name);
    expect(open).toEqual([]);
  });
});

describe("as a page", () => {
  const html = acceptanceHtml(report);
  it("needs nothing else and shows what a server says as text", () => {
    expect(html).not.toMatch(/<script|<link|src=|@import|https?:\/\/(?!im\.example\.com)/);
    expect(html).toContain("<b>store</b>: HTTP 403 &lt;Code&gt;");
    expect(html).toContain("<li>user &lt;1&gt;</li>");
  });
  it("says where versions would come from", () => {
    expect(html).toContain("--from-namespace");
  });
});
