import { describe, expect, it } from "vitest";
import { brief, miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { publicURL } from "./public-url.ts";

const off = "modules: { page: { enabled: false } }\n";
const intranet = "exposure: { intranet: true }\n";
const fixed = (type: string): string => `exposure: { type: ${type}, fixedPorts: true }\n`;
const { catalog } = miniCatalog({ "own/door.yaml": "name: door\nkind: edge\ndescription: The door.\npages: [page]\nneeds: { stores: [mongodb], modules: [\"api:http\", \"page:http\"] }\n" });

function said(text: string, environment?: string): readonly string[] {
  return publicURL({ ...ruleContext(text, environment), catalog }).map(brief);
}

/** `want`: codes for an address, with what else openim.yaml says. */
const rows: readonly { readonly given: string; readonly want: readonly string[]; readonly more?: string }[] = [
  { given: "https://im.acme.io", want: [] },
  { given: "https://im.acme.io/", want: [] },
  { given: "https://im.acme.io:443", want: [] },
  { given: "https://im.xn--bcher-kva.de", want: [] },

  { given: "im.acme.io", want: ["url-syntax"] },
  { given: "ftp://im.acme.io", want: ["url-syntax"] },
  { given: "https://", want: ["url-syntax"] },
  { given: "https://im acme.io", want: ["url-syntax"] },
  { given: "https://im.acme.io:", want: ["url-syntax"] },
  { given: "https://im.acme.io:70000", want: ["url-syntax"] },
  { given: "https://user@im.acme.io", want: ["url-syntax"] },
  { given: "https://user:word@im.acme.io", want: ["url-syntax"] },
  { given: "https://im..acme.io", want: ["url-syntax"] },
  { given: "https://im.acme.io.", want: ["url-syntax"] },
  { given: "https://*.acme.io", want: ["url-syntax"] },
  { given: "https://im-.acme.io", want: ["url-syntax"] },
  { given: "https://im.acme.io:0", want: ["url-syntax"], more: off },
  // Routes and certificates know lower case and ASCII only.
  { given: "HTTPS://im.acme.io", want: ["url-syntax"] },
  { given: "https://IM.acme.io", want: ["url-syntax"] },
  { given: "https://im.bücher.de", want: ["url-syntax"] },
  { given: "https://IM.acme.local/im", want: ["url-syntax", "url-private", "url-path"] },

  { given: "https://<your-domain>", want: ["url-placeholder"] },
  { given: "https://your-company.com", want: ["url-placeholder"] },
  { given: "https://im.your.org", want: ["url-placeholder"] },
  { given: "https://${HOST}", want: ["url-placeholder"] },
  { given: "your_domain", want: ["url-placeholder"] },
  { given: "https://my-domain.com", want: ["url-placeholder"] },
  { given: "https://my-company.com", want: ["url-placeholder"] },
  { given: "https://changeme.io", want: ["url-placeholder"] },
  { given: "https://server-ip", want: ["url-placeholder"] },
  { given: "https://im.example", want: ["url-placeholder"] },
  // Names of real places and shops.
  { given: "https://im.acme.com.my", want: [] },
  { given: "https://my-chat.io", want: [] },
  { given: "https://yourself.io", want: [] },

  { given: "https://im.example.com", want: ["url-example"] },
  { given: "https://example.org", want: ["url-example"] },
  { given: "https://my-example.com", want: [] },

  { given: "https://localhost", want: ["url-loopback"] },
  { given: "https://im.localhost", want: ["url-loopback"] },
  { given: "https://127.0.0.1", want: ["url-loopback"] },
  { given: "https://127.1", want: ["url-loopback"] },
  { given: "https://0.0.0.0", want: ["url-loopback"] },
  { given: "https://[::1]", want: ["url-loopback"] },
  { given: "https://localhost.io", want: [] },

  { given: "https://im.acme.local", want: ["url-private"] },
  { given: "https://im.acme.internal", want: ["url-private"] },
  { given: "https://im.lan", want: ["url-private"] },
  { given: "https://openim-edge", want: ["url-private"] },
  { given: "https://openim-edge.openim.svc", want: ["url-private"] },
  { given: "https://10.1.2.3", want: ["url-private", "url-address"] },
  { given: "https://192.168.0.7", want: ["url-private", "url-address"] },
  { given: "https://172.16.0.7", want: ["url-private", "url-address"] },
  { given: "https://172.32.0.7", want: ["url-address"] },
  { given: "https://[fd00::1]", want: ["url-private", "url-address"] },
  { given: "https://locally.io", want: [] },
  { given: "https://im.acme.local", more: intranet, want: [] },
  { given: "https://10.1.2.3", more: intranet, want: ["url-address"] },
  // Nobody outside the cluster resolves these, intranet or not.
  { given: "https://openim-edge.openim.svc", more: intranet, want: ["url-private"] },
  { given: "https://im.cluster.local", more: intranet, want: ["url-private"] },

  { given: "https://203.0.113.9", want: ["url-address"] },
  { given: "https://[2001:db8::9]", want: ["url-address"] },

  { given: "https://im.acme.io/im", want: ["url-path"] },
  { given: "https://im.acme.io?a=1", want: ["url-path"] },
  { given: "https://im.acme.io/#x", want: ["url-path"] },

  { given: "https://im.acme.io:8443", want: ["url-port"] },
  { given: "https://im.acme.io:8443", more: off, want: [] },

  { given: "http://im.acme.io", want: ["url-insecure"] },
  { given: "http://im.acme.io", more: fixed("loadBalancer"), want: [] },
  { given: "http://im.acme.io:80", more: fixed("loadBalancer"), want: [] },
  { given: "http://im.acme.io:8080", more: fixed("loadBalancer"), want: ["url-insecure"] },
  // An Ingress has no other ports, and those of nodes are not these.
  { given: "http://im.acme.io", more: fixed("ingress"), want: ["url-insecure"] },
  { given: "http://im.acme.io", more: fixed("nodePort"), want: ["url-insecure"] },
  { given: "http://im.acme.io", more: "exposure: { fixedPorts: true }\n", want: ["url-insecure"] },
  { given: "http://im.acme.io", more: "exposure: { type: loadBalancer }\n", want: ["url-insecure"] },
  { given: "http://im.acme.io", more: off, want: [] },

  // Several things are wrong at once, and all are said.
  { given: "http://10.0.0.1:8080/im", want: ["url-private", "url-address", "url-path", "url-insecure"] },
];

describe("publicURL", () => {
  it.each(rows)("says $want about $given $more", ({ given, want, more = "" }) => {
    expect(said(`${more}publicURL: ${JSON.stringify(given)}\n`)).toEqual(want.map((code) => `${code} ${more === "" ? 1 : 2}:12`));
  });

  it("points into the environment that says it, and to the environment that says nothing", () => {
    const text = "environments:\n  dev:\n    publicURL: https://localhost\n  prod: { profile: large }\n";
    expect(said(text, "dev")).toEqual(["url-loopback 3:16"]);
    expect(said(text, "prod")).toEqual(["url-missing 4:3"]);
    expect(said(`publicURL: https://im.acme.io\n${text}`, "prod")).toEqual([]);
  });

  const near = [
    { given: "HTTPS://IM.acme.io:8443/im", want: "Write https://im.acme.io:8443." },
    { given: "https://im.bücher.de", want: "Write https://im.xn--bcher-kva.de." },
    { given: "ftp://im.acme.io", want: "Write it like https://im.your-company.com: scheme and host, nothing else." },
  ];
  it.each(near)("says how to write $given", ({ given, want }) => {
    expect(publicURL({ ...ruleContext(`publicURL: ${given}\n`), catalog })[0]?.hint).toBe(want);
  });

  it("leaves pages of a site alone that are not told to be like the published ones", () => {
    expect(publicURL(ruleContext("publicURL: https://im.acme.io:8443\n"))).toEqual([]);
  });

  it("asks for no address where there are no environments", () => {
    expect(said("profile: small\n")).toEqual([]);
  });
});
