import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { customSchemas } from "../verify/custom-resources.ts";
import { withLockFile } from "./lock-file.ts";
import { loadKubernetes, type CustomResource } from "./k8s-schemas.ts";
import { projectRoot } from "./root.ts";
import { sha256 } from "../model/digest.ts";
import { download } from "./tools/download.ts";
import { reason } from "./tools/reason.ts";

// Raise this when customSchemas changes what it writes.
const edition = 1;
const stampName = ".source.json";

function folderOf(root: string): string {
  return join(root, ".tools/schemas/custom");
}

function stampOf(root: string): string {
  return JSON.stringify({ edition, sources: loadKubernetes(root).customResources });
}

/** Where kubeconform finds the schemas of custom resources, as -schema-location; undefined when they are not installed or not current. */
export async function locateCustomSchemas(root: string = projectRoot()): Promise<string | undefined> {
  const stamp = join(folderOf(root), stampName);
  if (!existsSync(stamp) || (await readFile(stamp, "utf8")) !== stampOf(root)) return undefined;
  return join(folderOf(root), "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

/** Makes the schemas of every custom resource that charts render; a reason when they cannot be had. All or none. */
export async function installCustomSchemas(options: { readonly log: (line: string) => void; readonly root?: string }): Promise<string | undefined> {
  const { log, root = projectRoot() } = options;
  if ((await locateCustomSchemas(root)) !== undefined) {
    log("schemas of custom resources: there");
    return undefined;
  }
  await mkdir(join(root, ".tools/schemas"), { recursive: true });
  const onWait = (): void => log("waiting for another install of schemas to finish");
  return withLockFile(join(root, ".tools/custom-schemas.lock"), () => install(root, log), { patience: 3_600_000, onWait });
}

async function install(root: string, log: (line: string) => void): Promise<string | undefined> {
  const parent = join(root, ".tools/schemas");
  const fresh = await mkdtemp(join(parent, "tmp-"));
  try {
    const sources = loadKubernetes(root).customResources;
    for (const source of sources) {
      for (const [name, schema] of customSchemas(new TextDecoder().decode(await definition(source)), source.kinds)) await writeFile(join(fresh, name), JSON.stringify(schema));
    }
    await writeFile(join(fresh, stampName), stampOf(root));
    // A temporary folder is for its owner only; this one is for everybody.
    await chmod(fresh, 0o755);
    await rm(folderOf(root), { recursive: true, force: true });
    await rename(fresh, folderOf(root));
    log(`schemas of custom resources: ${sources.flatMap((s) => s.kinds).join(", ")}`);
    return undefined;
  } catch (error) {
    log(`schemas of custom resources: not to be had: ${reason(error)}`);
    return reason(error);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** From the Go module where there is a Go toolchain, else from the source repository; checked either way. */
async function definition(source: CustomResource): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const way of [fromGoModule, fromRepository]) {
    try {
      const bytes = await way(source);
      if (sha256(bytes) === source.sha256) return bytes;
      failures.push(`${source.path} of ${source.repository} ${source.version} is not what kubernetes.yaml pins`);
    } catch (error) {
      failures.push(reason(error));
    }
  }
  throw new Error(failures.join("; "));
}

async function fromGoModule({ module, version, path }: CustomResource): Promise<Uint8Array> {
  const options = { env: { GO111MODULE: "on", GOWORK: "off" }, stdin: "ignore", timeout: 600_000, reject: false } as const;
  const answer = await execa("go", ["mod", "download", "-json", `${module}@${version}`], options);
  if (answer.code === "ENOENT") throw new Error("no Go toolchain on PATH");
  const { Dir, Error: refusal } = JSON.parse(answer.stdout || "{}") as { readonly Dir?: string; readonly Error?: string };
  if (Dir === undefined) throw new Error(refusal ?? reason(answer));
  return readFile(join(Dir, path));
}

async function fromRepository({ repository, version, path }: CustomResource): Promise<Uint8Array> {
  return download(`https://raw.githubusercontent.com/${repository}/${version}/${path}`);
}
