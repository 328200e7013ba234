import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { realResult } from "./helpers/real.ts";

const script = realResult().tree?.get("charts/kafka/scripts/setup.sh")?.toString() ?? "";
const folder = mkdtempSync(join(tmpdir(), "gen-kafka-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `kafka-topics.sh --describe` of Kafka 4.3.1 prints, fields with nothing in them and all. */
const described = (replicas: string, inStep: string): string =>
  `Topic: toPush\tTopicId: NZneRPZOS0ujCO89TXbG7Q\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: min.insync.replicas=1\n\tTopic: toPush\tPartition: 0\tLeader: 0\tReplicas: ${replicas}\tIsr: ${inStep}\tElr: \tLastKnownElr: \n`;

/** Runs the Job's script against tools that answer from `topics`, one after the other, and refuse the first `refusals` reassignments. */
async function setup({ topics, refusals = 0, nodes = 3 }: { readonly topics: readonly string[]; readonly refusals?: number; readonly nodes?: number }) {
  const place = mkdtempSync(join(folder, "run-"));
  for (const name of ["bin", "credentials", "tmp"]) mkdirSync(join(place, name));
  for (const name of ["username", "password"]) writeFileSync(join(place, "credentials", name), "x");
  topics.forEach((text, i) => writeFileSync(join(place, `topics-${i}`), text));
  const program = (name: string, text: string): void => {
    writeFileSync(join(place, "bin", name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(place, "bin", name), 0o755);
  };
  const count = `n=$(cat ${place}/$what 2>/dev/null || echo 0); echo $((n + 1)) >${place}/$what`;
  program("timeout", "exit 0");
  program("sleep", "exit 0");
  program("kafka-topics.sh", `what=asked; ${count}; while [ ! -e ${place}/topics-$n ]; do n=$((n - 1)); done; cat ${place}/topics-$n`);
  program(
    "kafka-reassign-partitions.sh",
    `what=ordered; ${count}; [ $n -ge ${refusals} ] || { printf 'Error: unknown broker 2\\n\\tat Tool.main\\n\\n'; exit 1; }; echo "copies ordered after $(cat ${place}/asked)" >>${place}/log`,
  );
  program("kafka-configs.sh", `echo "two copies asked for after $(cat ${place}/asked)" >>${place}/log`);
  const text = script.replaceAll(/(?<=[ "<>(=])\/(tmp|credentials)\//g, `${place}/$1/`).replaceAll("/opt/kafka/bin", join(place, "bin"));
  const { stdout } = await execa("bash", ["-c", text, "setup.sh", "toPush"], { env: { PATH: `${join(place, "bin")}:${process.env["PATH"]}`, BROKER: "kafka:9092", NODES: String(nodes), PARTITIONS: "1" } });
  let log: readonly string[] = [];
  try {
    log = readFileSync(join(place, "log"), "utf8").trim().split("\n");
  } catch {
    // Nothing was changed.
  }
  return { log, stdout };
}

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
