import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { parse, stringify } from "yaml";
import { unpackChart } from "../../src/package/untar.ts";
import { listen, type Listening } from "./loopback.ts";

async function received(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

interface Reply {
  readonly status: number;
  readonly body: string | Uint8Array;
}

/**
 * Answers as ChartMuseum does to what we and Helm ask of it: index, archives, signatures, uploads as a form or as bare bytes, 409
 * for what is there, 401 without the login. For machines where the program itself cannot be had.
 */
export async function imitatedChartMuseum(login: { readonly username: string; readonly password: string } | undefined): Promise<Listening> {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly created: string }>();
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const json = (status: number, value: object): Reply => ({ status, body: JSON.stringify(value) });

  const index = (): string => {
    const entries: Record<string, unknown[]> = {};
    for (const [name, { bytes, created }] of files) {
      if (!name.endsWith(".tgz")) continue;
      const metadata = parse(unpackChart(bytes).get("Chart.yaml") ?? "") as { readonly name: string };
      (entries[metadata.name] ??= []).push({ ...metadata, created, digest: createHash("sha256").update(bytes).digest("hex"), urls: [`charts/${name}`] });
    }
    return stringify({ apiVersion: "v1", entries, generated: new Date().toISOString(), serverInfo: {} });
  };
  const save = (parts: readonly (readonly [string, Uint8Array])[]): Reply => {
    if (parts.some(([name]) => files.has(name))) return json(409, { error: "file already exists" });
    for (const [name, bytes] of parts) files.set(name, { bytes, created: new Date().toISOString() });
    return json(201, { saved: true });
  };
  const chartName = (bytes: Uint8Array): string => {
    const { name, version } = parse(unpackChart(bytes).get("Chart.yaml") ?? "") as { readonly name: string; readonly version: string };
    return `${name}-${version}.tgz`;
  };
  const signatureName = (bytes: Uint8Array): string => `${/^files:\n {2}"?([^\s:"]+)/m.exec(new TextDecoder().decode(bytes))?.[1] ?? "unknown"}.prov`;

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const path = decodeURIComponent(request.url ?? "/");
    if (path === "/health") return json(200, { healthy: true });
    if (wanted !== undefined && request.headers.authorization !== wanted) return json(401, { error: "unauthorized" });
    if (request.method === "GET" && path === "/index.yaml") return { status: 200, body: index() };
    const file = files.get(path.replace("/charts/", ""));
    if (request.method === "GET" && path.startsWith("/charts/")) return file === undefined ? json(404, { error: "object not found" }) : { status: 200, body: file.bytes };
    const body = await received(request);
    if (request.method === "POST" && path === "/api/prov") return save([[signatureName(body), body]]);
    if (request.method !== "POST" || path !== "/api/charts") return json(404, { error: "not found" });
    const type = request.headers["content-type"] ?? "";
    if (!type.startsWith("multipart/form-data")) return save([[chartName(body), body]]);
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const part = async (name: string): Promise<Uint8Array | undefined> => {
      const value = form.get(name);
      return value === null || typeof value === "string" ? undefined : new Uint8Array(await value.arrayBuffer());
    };
    const [chart, signature] = [await part("chart"), await part("prov")];
    return save([...(chart === undefined ? [] : [[chartName(chart), chart] as const]), ...(signature === undefined ? [] : [[signatureName(signature), signature] as const])]);
  };

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return listen(server);
}
