import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import type { RemovedApi } from "../verify/removed-apis.ts";
import { type Swagger, swaggerSchemas } from "../verify/swagger.ts";
import { withLockFile } from "./lock-file.ts";
import { projectRoot } from "./root.ts";
import { sha256 } from "../model/digest.ts";
import { download } from "./tools/download.ts";
import { reason } from "./tools/reason.ts";

/** generator/catalog/kubernetes.yaml. Minors are written as "1.37". */
export interface KubernetesCatalog {
  readonly floor: string;
  readonly supported: readonly string[];
  /** Minors that rendered objects are validated against by default. */
  readonly checked: readonly string[];
  readonly openapi: Readonly<Record<string, { readonly version: string; readonly sha256: string }>>;
  readonly removed: readonly RemovedApi[];
  readonly customResources: readonly CustomResource[];
}

/** A file in which a project defines custom resources. */
export interface CustomResource {
  readonly kinds: readonly string[];
  readonly module: string;
  readonly repository: string;
  readonly version: string;
  readonly path: string;
  readonly sha256: string;
}

/** Schemas of one minor, in the words of kubeconform: -schema-location and -kubernetes-version. */
export interface KubernetesSchemas {
  readonly minor: string;
  readonly location: string;
  readonly kubernetesVersion: string;
  readonly folder: string;
}

/** What installing did for one minor. `failure` is absent when its schemas are there. */
export interface InstalledSchemas {
  readonly minor: string;
  readonly failure?: string;
}

// Raise this when swaggerSchemas changes what it writes, so that what is installed is made anew.
const edition = 1;

/** The facts about Kubernetes versions. */
export function loadKubernetes(root: string = projectRoot()): KubernetesCatalog {
  return parse(readFileSync(join(root, "generator/catalog/kubernetes.yaml"), "utf8")) as KubernetesCatalog;
}

/** The schemas of a minor when they are installed and current. */
export async function locateSchemas(minor: string, root: string = projectRoot()): Promise<KubernetesSchemas | undefined> {
  const schemas = placeOf(minor, root);
  const stamp = join(schemas.folder, stampName);
  return existsSync(stamp) && (await readFile(stamp, "utf8")) === stampOf(minor, root) ? schemas : undefined;
}

/** Makes the schemas of minors that are not there yet. Never throws for one that cannot be had. */
export async function installSchemas(
  minors: readonly string[],
  options: { readonly log: (line: string) => void; readonly root?: string },
): Promise<readonly InstalledSchemas[]> {
  const { log, root = projectRoot() } = options;
  const located = await Promise.all(minors.map((minor) => locateSchemas(minor, root)));
  if (located.every((schemas) => schemas !== undefined)) return minors.map((minor) => present(minor, log));
  await mkdir(join(root, ".tools"), { recursive: true });
  const work = async (): Promise<readonly InstalledSchemas[]> => {
    const results: InstalledSchemas[] = [];
    for (const minor of minors) {
      results.push((await locateSchemas(minor, root)) === undefined ? await install(minor, root, log) : present(minor, log));
    }
    return results;
  };
  const onWait = (): void => log("waiting for another install of schemas to finish");
  return withLockFile(join(root, ".tools/schemas.lock"), work, { patience: 3_600_000, onWait });
}

const stampName = ".source.json";

function stampOf(minor: string, root: string): string {
  return JSON.stringify({ edition, ...loadKubernetes(root).openapi[minor] });
}

function placeOf(minor: string, root: string): KubernetesSchemas {
  const location = join(root, ".tools/schemas");
  const kubernetesVersion = `${minor}.0`;
  return { minor, location, kubernetesVersion, folder: join(location, `v${kubernetesVersion}-standalone-strict`) };
}

function present(minor: string, log: (line: string) => void): InstalledSchemas {
  log(`schemas ${minor}: there`);
  return { minor };
}

async function install(minor: string, root: string, log: (line: string) => void): Promise<InstalledSchemas> {
  const started = performance.now();
  try {
    const source = loadKubernetes(root).openapi[minor];
    if (source === undefined) throw new Error("not in kubernetes.yaml");
    const swagger = await fetchSwagger(source.version, source.sha256);
    const count = await write(minor, root, JSON.parse(swagger) as Swagger);
    log(`schemas ${minor}: ${count} kinds in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return { minor };
  } catch (error) {
    log(`schemas ${minor}: not to be had: ${reason(error)}`);
    return { minor, failure: reason(error) };
  }
}

/** Writes a whole folder beside the place and moves it there in one step. */
async function write(minor: string, root: string, swagger: Swagger): Promise<number> {
  const { location, folder } = placeOf(minor, root);
  await mkdir(location, { recursive: true });
  const fresh = await mkdtemp(join(location, "tmp-"));
  try {
    const schemas = swaggerSchemas(swagger);
    for (const [name, schema] of schemas) await writeFile(join(fresh, name), JSON.stringify(schema));
    await writeFile(join(fresh, stampName), stampOf(minor, root));
    // A temporary folder is for its owner only; this one is for everybody.
    await chmod(fresh, 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    return schemas.size;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** From the Go module of Kubernetes where there is a Go toolchain, else from its source repository; checked either way. */
async function fetchSwagger(version: string, digest: string): Promise<string> {
  const failures: string[] = [];
  for (const source of [fromGoModule, fromRepository]) {
    try {
      const bytes = await source(version);
      if (sha256(bytes) === digest) return new TextDecoder().decode(bytes);
      failures.push(`the API description of ${version} is not what kubernetes.yaml pins`);
    } catch (error) {
      failures.push(reason(error));
    }
  }
  throw new Error(failures.join("; "));
}

async function fromGoModule(version: string): Promise<Uint8Array> {
  const options = { env: { GO111MODULE: "on", GOWORK: "off" }, stdin: "ignore", timeout: 600_000, reject: false } as const;
  const answer = await execa("go", ["mod", "download", "-json", `k8s.io/kubernetes@${version}`], options);
  if (answer.code === "ENOENT") throw new Error("no Go toolchain on PATH");
  // A refusal, too, is told in the JSON.
  const { Dir, Error: refusal } = JSON.parse(answer.stdout || "{}") as { readonly Dir?: string; readonly Error?: string };
  if (Dir === undefined) throw new Error(refusal ?? reason(answer));
  return readFile(join(Dir, "api/openapi-spec/swagger.json"));
}

async function fromRepository(version: string): Promise<Uint8Array> {
  return download(`https://raw.githubusercontent.com/kubernetes/kubernetes/${version}/api/openapi-spec/swagger.json`);
}
