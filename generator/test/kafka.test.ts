import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { containers, list, podTemplate, type Rendered } from "../src/verify/objects.ts";
import { realResult } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");

const script = (path: string): string => realResult().tree?.get(path)?.toString() ?? "";
const folder = mkdtempSync(join(tmpdir(), "gen-kafka-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `kafka-topics.sh --describe` of Kafka 4.3.1 prints, fields with nothing in them and all. */
const described = (replicas: string, inStep: string): string =>
  `Topic: toPush\tTopicId: NZneRPZOS0ujCO89TXbG7Q\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: min.insync.replicas=1\n\tTopic: toPush\tPartition: 0\tLeader: 0\tReplicas: ${replicas}\tIsr: ${inStep}\tElr: \tLastKnownElr: \n`;

/** A folder with `programs` (name to the text of a bash script), and what runs a chart's script there in place of Kafka's image. */
function stage(programs: Readonly<Record<string, string>>) {
  const place = mkdtempSync(join(folder, "run-"));
  for (const name of ["bin", "credentials", "tmp"]) mkdirSync(join(place, name));
  for (const name of ["username", "password"]) writeFileSync(join(place, "credentials", name), "x");
  for (const [name, text] of Object.entries({ timeout: "exit 0", sleep: "exit 0", ...programs })) {
    writeFileSync(join(place, "bin", name), `#!/bin/bash\ncd ${place}\n${text}\n`);
    chmodSync(join(place, "bin", name), 0o755);
  }
  const run = (path: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const text = script(path)
      .replaceAll(/(?<=[ "<>(=])\/(tmp|credentials)\//g, `${place}/$1/`)
      .replaceAll("/opt/kafka/bin", join(place, "bin"));
    return execa("bash", ["-c", text, path, ...args], { env: { PATH: `${join(place, "bin")}:${process.env["PATH"]}`, ...env }, reject: false });
  };
  const log = (): readonly string[] => (existsSync(join(place, "log")) ? readFileSync(join(place, "log"), "utf8").trim().split("\n") : []);
  return { place, run, log };
}

/** Runs the Job's script against tools that answer from `topics`, one after the other, and refuse the first `refusals` reassignments. */
async function setup({ topics, refusals = 0, nodes = 3 }: { readonly topics: readonly string[]; readonly refusals?: number; readonly nodes?: number }) {
  const count = "n=$(cat $what 2>/dev/null || echo 0); echo $((n + 1)) >$what";
  const { place, run, log } = stage({
    "kafka-topics.sh": `what=asked; ${count}; while [ ! -e topics-$n ]; do n=$((n - 1)); done; cat topics-$n`,
    "kafka-reassign-partitions.sh": `what=ordered; ${count}; [ $n -ge ${refusals} ] || { printf 'Error: unknown broker 2\\n\\tat Tool.main\\n\\n'; exit 1; }; echo "copies ordered after $(cat asked)" >>log`,
    "kafka-configs.sh": 'echo "two copies asked for after $(cat asked)" >>log',
  });
  topics.forEach((text, i) => writeFileSync(join(place, `topics-${i}`), text));
  const { stdout } = await run("charts/kafka/scripts/setup.sh", ["toPush"], { BROKER: "kafka:9092", NODES: String(nodes), PARTITIONS: "1" });
  return { log: log(), stdout };
}

/** Runs what prepares topics for consumers, against tools that remember topics and offsets as Kafka 4.3.1 does. */
function prepared() {
  const value = 'while [ $# -gt 0 ]; do case $1 in --topic) topic=$2 ;; --group) groups="${groups:+$groups }$2" ;; --partitions) partitions=$2 ;; --from-file) file=$2 ;; --describe) describe=y ;; esac; shift; done';
  return stage({
    "kafka-topics.sh": `${value}
      if [ -n "\${describe-}" ]; then cat topics-* 2>/dev/null; exit 0; fi
      for p in $(seq 0 $((partitions - 1))); do printf 'Topic: %s\\tPartition: %s\\n' $topic $p; done >topics-$topic`,
    "kafka-consumer-groups.sh": `${value}
      table() { printf '\\nGROUP TOPIC PARTITION NEW-OFFSET\\n'; awk -F, -v group="$1" '{ if (NF == 3) $0 = group "," $0; print $1, $2, $3, $4 }' $2; }
      if [ -n "\${describe-}" ]; then
        if [ -e offsets-$groups ]; then table $groups offsets-$groups; else printf '\\nError: Group %s not found: GroupIdNotFoundException\\n' $groups; fi
        exit 0
      fi
      set -- $groups
      echo "$#:" $(sort "$file") >>log
      for group; do
        if [ -e active-$group ]; then printf "\\nError: Assignments can only be reset if the group '%s' is inactive, but the current state is Stable.\\n" $group; continue; fi
        awk -F, -v group=$group 'NF == 3 || $1 == group' $file >>offsets-$group
        table $group offsets-$group
      done`,
  });
}
const prepare = (on: ReturnType<typeof stage>, ...args: readonly string[]) => on.run("charts/openim-msgtransfer/scripts/prepare-kafka.sh", args, { BOOTSTRAP: "kafka:9092", PARTITIONS: "2" });

describe("what prepares topics for consumers", () => {
  it("makes topics, commits the offsets of all groups in one call, and nothing a second time", async () => {
    const kafka = prepared();
    for (let time = 0; time < 2; time++) expect(await prepare(kafka, "redis=toRedis", "mongo=toMongo", "=toPush")).toMatchObject({ exitCode: 0, stdout: "topics and offsets are there: redis=toRedis mongo=toMongo" });
    expect(kafka.log()).toEqual(["2: mongo,toMongo,0,0 mongo,toMongo,1,0 redis,toRedis,0,0 redis,toRedis,1,0"]);
    expect(readdirSync(kafka.place).filter((name) => name.startsWith("topics-"))).toEqual(["topics-toMongo", "topics-toPush", "topics-toRedis"]);
  });

  it("commits only what is lacking: lines without a name where it is one group's", async () => {
    const kafka = prepared();
    writeFileSync(join(kafka.place, "topics-toRedis"), "Topic: toRedis\tPartition: 0\nTopic: toRedis\tPartition: 1\n");
    writeFileSync(join(kafka.place, "offsets-redis"), "redis,toRedis,0,7\nredis,toRedis,1,9\n");
    expect((await prepare(kafka, "redis=toRedis", "mongo=toMongo")).exitCode).toBe(0);
    expect(kafka.log()).toEqual(["1: toMongo,0,0 toMongo,1,0"]);
  });

  it("lets a group be that holds a topic made anew under it, and not the others", async () => {
    const kafka = prepared();
    writeFileSync(join(kafka.place, "active-redis"), "");
    expect((await prepare(kafka, "redis=toRedis", "mongo=toMongo")).exitCode).toBe(0);
    expect(readFileSync(join(kafka.place, "offsets-mongo"), "utf8")).toBe("mongo,toMongo,0,0\nmongo,toMongo,1,0\n");
  });

  it("ends with the reason when offsets cannot be committed", async () => {
    const kafka = prepared();
    writeFileSync(join(kafka.place, "bin", "kafka-consumer-groups.sh"), "#!/bin/bash\nprintf '\\nError: failed due to org.apache.kafka.common.errors.GroupAuthorizationException: Not authorized to access group: redis\\n'\n");
    expect(await prepare(kafka, "redis=toRedis")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("GroupAuthorizationException: Not authorized to access group: redis") });
  });
});

describe("the Job that sets topics up", () => {
  it("waits for nodes that are not there yet, and says why, once", async () => {
    const { log, stdout } = await setup({ topics: [described("0", "0"), described("0,1,2", "0,1,2")], refusals: 3 });
    expect(log).toEqual(["copies ordered after 1", "two copies asked for after 2"]);
    expect(stdout.split("\n").filter((line) => line.startsWith("waits"))).toEqual(["waits to copy topics: Error: unknown broker 2"]);
  });

  it("asks for two copies of every message only when two nodes have what there is, also when an earlier try ordered the copies", async () => {
    const { log, stdout } = await setup({ topics: [described("0,1,2", "0"), described("0,1,2", "0"), described("0,1,2", ""), described("0,1,2", "0,2")] });
    expect(log).toEqual(["two copies asked for after 4"]);
    expect(stdout).toContain("1 partitions are on one node alone");
  });

  it("changes nothing on one node", async () => {
    expect((await setup({ topics: [described("0", "0")], nodes: 1 })).log).toEqual([]);
  });
});

describe.skipIf(helm === undefined)("Kafka's clients", () => {
  const pod = async (...set: readonly string[]) => podTemplate((await renderChart({ helm: helm ?? "", chart: "kafka", set })).find((o) => o.kind === "StatefulSet") as Rendered) ?? {};
  const clientHost = async (...set: readonly string[]) => list(containers(await pod(...set))[0] ?? {}, "env").find((e) => e["name"] === "CLIENT_HOST")?.["value"];

  it("are sent to the Service of one broker, whose address stays, and to each of several", async () => {
    expect(await clientHost()).toBe("openim-kafka");
    expect(await clientHost("replicaCount=3")).toBe("$(ADVERTISED_HOST)");
    expect(script("charts/kafka/scripts/start.sh")).toContain("advertised.listeners=CLIENT://$CLIENT_HOST:9092,");
  });

  it("are sent to no broker whose port is closed", async () => {
    const [broker = {}] = containers(await pod());
    expect(broker["readinessProbe"]).toMatchObject({ tcpSocket: { port: "kafka" }, periodSeconds: 1, failureThreshold: 1 });
  });
});
