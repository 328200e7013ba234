import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { at, type JsonObject } from "../src/model/json.ts";
import { containers, list, podTemplate } from "../src/verify/objects.ts";
import { realCatalog, realResult } from "./helpers/real.ts";
import { inParallel, renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

/** Servers that know no password themselves: nobody comes in without the login of their Secret, and every client has it. */
const [helm, nginx] = [await toolPath("helm"), await toolPath("nginx")];
const components = [...realCatalog().components.values()];
const guarded = components.filter((c) => c.extra["login"] !== undefined).map((c) => ({ name: c.name, key: c.key ?? "", port: c.ports.find((p) => p.service)?.number ?? 0, login: c.extra["login"] as unknown as { readonly port: number; readonly open: readonly string[] } }));
const tree = realResult().tree ?? new Map<string, string>();

/** Text of a chart's ConfigMaps and pods, and the volumes of its pods. */
async function rendered(chart: string, ...set: readonly string[]) {
  const objects = await renderChart({ helm: helm ?? "", chart, set });
  const files = Object.assign({}, ...objects.filter((o) => o.kind === "ConfigMap").map((o) => at(o.value, ["data"]))) as Readonly<Record<string, string>>;
  const pod = objects.map(podTemplate).find((p) => p !== undefined) ?? {};
  return { files, pod, volumes: list(pod, "spec", "volumes") };
}
const secretOf = (volumes: readonly JsonObject[], volume: string) => at(volumes.find((v) => v["name"] === volume) ?? {}, ["secret", "secretName"]);

describe.skipIf(helm === undefined)("a server behind a login", () => {
  it("is each that answers people or clients and knows no password", () => {
    expect(guarded.map((g) => g.name).sort()).toEqual(["alertmanager", "loki", "prometheus"]);
  });

  it.each(guarded)("is reached past it by nobody: $name", async ({ name, port, login }) => {
    const { files, pod, volumes } = await rendered(name);
    const [main, door] = [name, "login"].map((n) => containers(pod).find((c) => c["name"] === n) ?? {});
    const said = JSON.stringify(main?.["args"]) + (files["loki.yaml"] ?? "");
    expect(said).toMatch(new RegExp(`listen[-_]address[=:] ?127\\.0\\.0\\.1(:|\\n\\s+http_listen_port: )${login.port}\\b`));
    expect(list(door ?? {}, "ports")).toEqual([{ name: "http", containerPort: port }]);
    expect(secretOf(volumes, "login-secret")).toBe(`openim-${name}`);
    // The password is where it is asked for, and nowhere else in the pod.
    expect(list(main ?? {}, "volumeMounts").map((m) => m["name"])).not.toContain("login-secret");
  });

  it.each(guarded)("is another pod when its door is another: $name", async ({ name }) => {
    const annotations = at((await rendered(name)).pod, ["metadata", "annotations"]) as JsonObject;
    expect(annotations["checksum/login"]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe.skipIf(helm === undefined)("clients of a server behind a login", () => {
  const pairs = guarded.flatMap((g) => components.filter((c) => [...(c.needs.stores ?? []), ...(c.needs.optional ?? [])].includes(g.name)).map((c) => ({ ...g, client: c.name })));
  const readsLogin = (files: Readonly<Record<string, string>>, name: string) => Object.values(files).some((text) => text.includes(`/logins/${name}/password`));

  it("are these", () => {
    expect(pairs.map((p) => `${p.client} ${p.name}`).sort()).toEqual(["alloy loki", "grafana alertmanager", "grafana loki", "grafana prometheus", "prometheus alertmanager"]);
  });

  it.each(pairs)("log in, at the site's own as far as it asks for it: $client at $name", async ({ client, name, key }) => {
    const block = `global.openim.${key}`;
    const own = `${block}.addresses[0]=its.example.com:7000`;
    const rows = await inParallel([[], [`${block}.existingSecret=site`], [own], [own, `${block}.existingSecret=site`]], (set) => rendered(client, ...set));
    expect(rows.map(({ volumes }) => secretOf(volumes, `login-${name}`))).toEqual([`openim-${name}`, "site", undefined, "site"]);
    expect(rows.map(({ files }) => readsLogin(files, name))).toEqual([true, true, false, true]);
    expect(rows.map(({ pod }) => containers(pod).flatMap((c) => list(c, "volumeMounts")).filter((m) => m["mountPath"] === `/logins/${name}`).length)).toEqual([1, 1, 0, 1]);
  });
});

/** What the script of a chart does, in a folder of its own. */
function place(chart: string, username: string, password: string) {
  const home = mkdtempSync(join(tmpdir(), "gen-login-"));
  for (const sub of ["credentials", "login", "run"]) mkdirSync(join(home, sub));
  const give = (user: string, secret: string): void => {
    writeFileSync(join(home, "credentials/username"), user);
    writeFileSync(join(home, "credentials/password"), secret);
  };
  give(username, password);
  const moved = (text: string): string => text.replaceAll(/\/run\/login\b/g, join(home, "run")).replaceAll(/(?<=[\s"])\/(credentials|login)\b/g, `${home}/$1`).replace("sleep 60", "sleep 0.1");
  const script = moved(tree.get(`charts/${chart}/scripts/login.sh`) ?? "");
  return { home, give, moved, script, users: () => (existsSync(join(home, "run/users")) ? readFileSync(join(home, "run/users"), "utf8") : ""), remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** Runs a command to its end. */
function ended(command: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.on("error", reject).on("close", (code) => resolve({ code, stderr }));
  });
}

const odd = ["plain", "a:colon", 'quo"te', "back\\slash", "$HOME `id` $(id) %s \\n \\101 *", "two  blanks", "{PLAIN}x", "#hash", "пароль-é-密码", "x".repeat(300)];

describe("the list of users", () => {
  const once = (script: string): string => script.replace(/^while .*\nexec .*$/m, "");

  it.each(odd)("holds the digest of the password, whatever is in it: %s", async (password) => {
    const { home, script, users, remove } = place("prometheus", "admin", `  ${password}\n`);
    writeFileSync(join(home, "once.sh"), once(script));
    expect(await ended("sh", [join(home, "once.sh")])).toEqual({ code: 0, stderr: "" });
    // Blanks at the ends do not count: clients drop them, too.
    expect(users()).toBe(`admin:{SHA}${createHash("sha1").update(password).digest("base64")}\n`);
    remove();
  });

  const refused = [
    { user: "admin", password: "", says: "password in the Secret is empty" },
    { user: "admin", password: " \n", says: "password in the Secret is empty" },
    { user: "", password: "x", says: "username in the Secret is empty" },
    { user: "a:b", password: "x", says: "has a colon" },
    { user: "#a", password: "x", says: "begins with #" },
  ];
  it.each(refused)("is not made for user <$user> and password <$password>", async ({ user, password, says }) => {
    const { home, script, users, remove } = place("prometheus", user, password);
    writeFileSync(join(home, "once.sh"), once(script));
    const { code, stderr } = await ended("sh", [join(home, "once.sh")]);
    expect([code, users()]).toEqual([1, ""]);
    expect(stderr).toContain(says);
    remove();
  });
});

describe.skipIf(helm === undefined || nginx === undefined).each(guarded)("nginx before $name", ({ name, port, login }) => {
  const password = 'p:a"s\\s $x é';
  const given = place(name, "admin", password);
  let server: Server;
  let door: ReturnType<typeof spawn>;
  const socketPath = join(given.home, "run/door.sock");

  beforeAll(async () => {
    // What is behind the door says which path it was asked for, and what it was told of the login.
    server = createServer((asked, answer) => answer.end(`${asked.url ?? ""} ${asked.headers.authorization ?? "-"}`)).listen(0, "127.0.0.1");
    await vi.waitFor(() => expect(server.listening).toBe(true), 10_000);
    const { files } = await rendered(name);
    // A root's nginx would work as nobody, who may not read here; in a pod it is one user throughout.
    const user = process.getuid?.() === 0 ? "user root;\n" : "";
    writeFileSync(join(given.home, "login/nginx.conf"), user + given.moved(files["nginx.conf"] ?? "").replace(`127.0.0.1:${login.port}`, `127.0.0.1:${(server.address() as AddressInfo).port}`));
    writeFileSync(join(given.home, "start.sh"), given.script.replace("exec nginx", `exec ${nginx ?? ""}`).replace(`listen ${port};`, `listen unix:${socketPath};`).replace(`listen [::]:${port};`, ""));
    door = spawn("sh", [join(given.home, "start.sh")], { detached: true, stdio: "ignore" });
    await vi.waitFor(async () => expect((await ask("/-/login")).status).toBe(200), 100_000);
  });

  afterAll(() => {
    if (door.pid !== undefined) process.kill(-door.pid, "SIGKILL");
    server.closeAllConnections();
    server.close();
    given.remove();
  });

  /** Asks as it is written: nothing of the path is tidied on this side. */
  function ask(path: string, login?: string): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const headers = login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
      request({ socketPath, path, headers, agent: false }, (answer) => {
        let body = "";
        answer.on("data", (data: Buffer) => (body += data.toString())).on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      })
        .on("error", reject)
        .end();
    });
  }
  const wanted = `admin:${password}`;

  it("lets nobody in without the login", async () => {
    for (const wrong of [undefined, "", "admin:", "admin:wrong", `other:${password}`, `admin:${password} `, "admin:p", `ADMIN:${password}`]) {
      for (const path of ["/", "/api/v1/query?query=up", "/-/reload", "/metrics/", "/metrics2"]) expect({ wrong, path, ...(await ask(path, wrong)) }).toMatchObject({ status: 401 });
    }
  });

  it("lets in who has it, and does not hand it on", async () => {
    expect(await ask("/api/v1/query?query=up", wanted)).toEqual({ status: 200, body: "/api/v1/query?query=up -" });
  });

  it("answers without it where that was said, and leads from there nowhere else", async () => {
    for (const path of login.open) expect(await ask(path)).toEqual({ status: 200, body: `${path} -` });
    const around = ["/api/v2/status/../../../metrics", "/api%2fv2%2f..%2f..%2fmetrics", "//metrics", "/metrics?x=/api"];
    for (const path of around) expect({ path, ...(await ask(path)) }).toMatchObject({ status: 200, body: expect.stringMatching(/^\/metrics(\?x=\/api)? -$/) as string });
  });

  it("takes up another Secret while it runs, and keeps what it has when that one is no good", async () => {
    given.give("admin", "");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await ask("/", wanted)).status).toBe(200);
    for (const next of odd) {
      given.give("admin", `${next}\n`);
      await vi.waitFor(async () => expect({ next, status: (await ask("/", `admin:${next}`)).status }).toEqual({ next, status: 200 }), 30_000);
      expect((await ask("/", wanted)).status).toBe(401);
    }
  });
});
