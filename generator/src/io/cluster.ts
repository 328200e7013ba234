import { execa } from "execa";
import { failed, type Installation, type RunningImage } from "../model/acceptance.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Cluster, World } from "../model/world.ts";
import { run } from "./run.ts";

export interface ClusterOptions {
  /** kubectl, by path. */
  readonly kubectl: string;
  readonly namespace: string;
  /** Name of the installation, when there are several in the namespace. */
  readonly instance?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Words for kubectl, and for scripts/openim, that name the cluster. */
export function clusterWords({ kubeconfig, context }: Pick<ClusterOptions, "kubeconfig" | "context">): readonly string[] {
  return [...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]), ...(context === undefined ? [] : ["--context", context])];
}

/** Selects what belongs to one installation. */
export function labelsOf(instance: string): string {
  return `app.kubernetes.io/part-of=openim,app.kubernetes.io/instance=${instance}`;
}

/** What the installation's Secrets say. */
export interface FoundCredentials {
  readonly imSecret?: string;
  readonly superCode?: string;
  readonly adminAccount?: string;
}

export interface OpenCluster extends Cluster {
  readonly credentials: FoundCredentials;
  readonly describe: () => Promise<Installation>;
  /** Ends the port-forwards. */
  readonly close: () => void;
}

/** Where a credential is read by the pods themselves, so that Secrets of the site's own are found as well. */
const variables = {
  imSecret: { component: "openim-api", variable: "IMENV_SHARE_SECRET" },
  superCode: { component: "openim-chat-rpc", variable: "CHATENV_CHAT_RPC_CHAT_VERIFYCODE_SUPERCODE" },
  adminAccount: { component: "openim-admin-rpc", variable: "CHATENV_SHARE_CHATADMIN" },
} as const;

/** Reads an installation through kubectl. Changes nothing; opens port-forwards when they are asked for. */
export async function openCluster(options: ClusterOptions, world: World): Promise<OpenCluster> {
  const common = [...clusterWords(options), "-n", options.namespace];
  const kubectl = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(options.kubectl, [...common, ...args]);
    if (exitCode !== 0) throw failed("cluster", `kubectl ${args.slice(0, 2).join(" ")}: ${stderr.trim().split("\n").at(-1) ?? ""}`, "Check --kubeconfig, --context and the namespace; reading Secrets and pods and port-forward are needed.");
    return stdout;
  };
  const list = async (...args: readonly string[]): Promise<readonly JsonObject[]> => itemsOf(JSON.parse(await kubectl("get", ...args, "-o", "json")) as Json);

  const workloads = await list("deployments,statefulsets", "-l", "app.kubernetes.io/part-of=openim");
  const instances = [...new Set(workloads.map((d) => label(d, "app.kubernetes.io/instance")))].filter((name) => options.instance === undefined || name === options.instance);
  const [instance, ...others] = instances;
  if (instance === undefined) throw failed("cluster", `no installation${options.instance === undefined ? "" : ` ${options.instance}`} in the namespace ${options.namespace}`, "Name the namespace that OpenIM was installed in, and the right cluster.");
  if (others.length > 0) throw failed("cluster", `several installations in ${options.namespace}: ${instances.join(", ")}`, "Say which with --instance.");

  const mine = labelsOf(instance);
  const credentials: Record<string, string> = {};
  for (const [name, { component, variable }] of Object.entries(variables)) {
    const value = await valueOf(workloads.filter((d) => label(d, "app.kubernetes.io/instance") === instance), component, variable, kubectl);
    if (value !== undefined) credentials[name] = value;
  }

  const forwards: { readonly stop: () => void }[] = [];
  const known = new Map<string, Promise<string>>();
  const forward = async (target: string, port: number): Promise<string> => {
    const key = `${target}:${port}`;
    const open = known.get(key) ?? portForward(options.kubectl, [...common, "port-forward", "--address", "127.0.0.1", target, `:${port}`], world, (stop) => forwards.push({ stop }));
    known.set(key, open);
    return open;
  };

  const podsOf = async (component: string): Promise<readonly JsonObject[]> => list("pods", "-l", `${mine},app.kubernetes.io/name=${component}`);
  const httpOf = async (component: string): Promise<string> => {
    const pod = (await podsOf(component)).find(isReady);
    if (pod === undefined) throw failed("cluster", `no pod of ${component} is Ready`, `kubectl -n ${options.namespace} get pods -l app.kubernetes.io/name=${component}`);
    return forward(`pod/${nameOf(pod)}`, portOf(pod, "http"));
  };

  return {
    credentials,
    api: async () => httpOf("openim-api"),
    adminApi: async () => httpOf("openim-admin-api"),
    gateways: async () =>
      (await podsOf("openim-msggateway")).filter(isReady).map((pod) => ({
        pod: nameOf(pod),
        users: async () => {
          const base = await forward(`pod/${nameOf(pod)}`, portOf(pod, "metrics"));
          const { body } = await world.http({ method: "GET", url: `${base}/metrics` });
          return Number(/^online_user_num(?:\{[^}]*\})? (\S+)$/m.exec(new TextDecoder().decode(body))?.[1] ?? Number.NaN);
        },
      })),
    describe: async () => {
      const version = JSON.parse(await kubectl("version", "-o", "json")) as Json;
      const pods = await list("pods", "-l", mine);
      return {
        namespace: options.namespace,
        instance,
        kubernetes: String(at(version, ["serverVersion", "gitVersion"]) ?? ""),
        charts: [...new Set(workloads.filter((d) => label(d, "app.kubernetes.io/instance") === instance).map((d) => label(d, "helm.sh/chart")))].sort(),
        images: imagesOf(pods),
      };
    },
    close: () => {
      for (const { stop } of forwards) stop();
    },
  };
}

/** A variable's value: as written, or from the Secret that it names. */
async function valueOf(workloads: readonly JsonObject[], component: string, variable: string, kubectl: (...args: readonly string[]) => Promise<string>): Promise<string | undefined> {
  const deployment = workloads.find((d) => label(d, "app.kubernetes.io/name") === component);
  const containers = at(deployment, ["spec", "template", "spec", "containers"]);
  const env = list(containers).flatMap((container) => list(container["env"])).find((entry) => entry["name"] === variable);
  if (env === undefined) return undefined;
  if (typeof env["value"] === "string") return env["value"];
  const [secret, key] = [at(env, ["valueFrom", "secretKeyRef", "name"]), at(env, ["valueFrom", "secretKeyRef", "key"])];
  if (typeof secret !== "string" || typeof key !== "string") return undefined;
  const data = at(JSON.parse(await kubectl("get", "secret", secret, "-o", "json")) as Json, ["data", key]);
  return typeof data === "string" ? Buffer.from(data, "base64").toString() : undefined;
}

/** Starts a port-forward to a free port and waits until it listens. */
async function portForward(program: string, args: readonly string[], world: World, started: (stop: () => void) => void): Promise<string> {
  const child = execa(program, args, { reject: false, buffer: false, stdin: "ignore" });
  started(() => {
    child.kill();
  });
  let said = "";
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => {
      said += part.toString();
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    child.stderr.on("data", (part: Buffer) => {
      said += part.toString();
    });
    void child.then(() => reject(failed("cluster", `kubectl port-forward ended: ${said.trim().split("\n").at(-1) ?? ""}`, "The right to create pods/portforward is needed.")));
  });
  return world.within(20_000, listening, () => failed("cluster", "kubectl port-forward does not listen after 20 s", "See whether kubectl port-forward works by hand."));
}

function imagesOf(pods: readonly JsonObject[]): readonly RunningImage[] {
  const rows = pods.flatMap((pod) =>
    list(at(pod, ["status", "containerStatuses"])).map((status) => {
      const id = String(status["imageID"] ?? "");
      return { image: String(status["image"] ?? ""), digest: /sha256:[0-9a-f]+/.exec(id)?.[0] ?? id };
    }),
  );
  const keys = [...new Set(rows.map(({ image, digest }) => `${image} ${digest}`))].sort();
  return keys.map((key) => {
    const [image = "", digest = ""] = key.split(" ");
    return { image, digest, pods: rows.filter((row) => row.image === image && row.digest === digest).length };
  });
}

const itemsOf = (value: Json): readonly JsonObject[] => list(at(value, ["items"]));
const list = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : []);
const label = (object: JsonObject, name: string): string => String(at(object, ["metadata", "labels", name]) ?? "");
const nameOf = (object: JsonObject): string => String(at(object, ["metadata", "name"]) ?? "");
const isReady = (pod: JsonObject): boolean => list(at(pod, ["status", "conditions"])).some(({ type, status }) => type === "Ready" && status === "True") && at(pod, ["metadata", "deletionTimestamp"]) === undefined;

function portOf(pod: JsonObject, name: string): number {
  const ports = list(at(pod, ["spec", "containers"])).flatMap((container) => list(container["ports"]));
  const number = ports.find((port) => port["name"] === name)?.["containerPort"];
  if (typeof number === "number") return number;
  throw failed("cluster", `${nameOf(pod)} has no port named ${name}`, "The installation was not made by these charts.");
}
