/** How a registry wants to be talked to: `WWW-Authenticate` of its 401. */
export type Challenge = { readonly scheme: "basic" } | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string; readonly scope?: string };

/** Reads a `WWW-Authenticate` header; undefined when it asks for nothing that we can do. Bearer goes before Basic. */
export function parseChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,\s*)bearer\s+(.*)$/i.exec(header)?.[1];
  const fields = new Map([...(bearer ?? "").matchAll(/([a-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi)].map((m) => [(m[1] ?? "").toLowerCase(), (m[2] ?? m[3] ?? "").replaceAll(/\\(.)/g, "$1")]));
  const realm = fields.get("realm");
  if (realm !== undefined) {
    const [service, scope] = [fields.get("service"), fields.get("scope")];
    return { scheme: "bearer", realm, ...(service === undefined ? {} : { service }), ...(scope === undefined ? {} : { scope }) };
  }
  return /(?:^|,\s*)basic\b/i.test(header) ? { scheme: "basic" } : undefined;
}
