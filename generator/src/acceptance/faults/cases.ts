import type { FaultCase } from "../../model/faults.ts";
import { objectsIn } from "../../model/json.ts";
import type { ChartPlan, Plan } from "../../model/plan.ts";

/** Seconds after which messages must be delivered again, whatever was killed. */
const again = 60;
/** Longer than the lease of a registration, which is half a minute. */
const away = 40;

/**
 * Every case, from the plan: a component that is added to the catalogue is killed, restarted and rolled with no further word.
 * `there` are the components that the installation has.
 */
export function faultCases(plan: Plan, there: ReadonlySet<string>): readonly FaultCase[] {
  const charts = inOrder(plan).filter(({ name, component }) => component.group !== "umbrella" && (there.has(name) || (plan.site.enabled.includes(name) && hasPods(component.extra))));
  const modules = charts.filter(({ component }) => component.group === "modules");
  const stores = charts.filter(({ component }) => component.key !== undefined);
  return [
    ...charts.map(kill),
    ...stores.filter(keepsRegistrations).map(leave),
    ...stores.map(restart),
    ...modules.filter(holdsConnections).map(scale),
    roll(modules),
    drain(),
    ...wrongPasswords(plan, stores, modules),
    ...charts.filter(({ component }) => component.extra["publicURL"] === true).map(wrongAddress),
    ...missingTopics(stores, modules),
    ...stores.map(fullDisk),
    ...modules.filter(({ component }) => component.registers !== undefined).slice(0, 1).map(absentImage),
  ];
}

const titleOf = ({ name, component }: ChartPlan): string => component.title ?? name;
/** One that only makes Secrets leaves nothing behind that could be killed. */
const hasPods = (extra: ChartPlan["component"]["extra"]): boolean => extra["credentials"] !== true;
const keepsRegistrations = ({ component }: ChartPlan): boolean => component.wait === "etcd";
const holdsConnections = ({ component }: ChartPlan): boolean => component.ports.some(({ protocol }) => protocol === "ws");

function inOrder(plan: Plan): readonly ChartPlan[] {
  return plan.site.order.flatMap(({ name }) => plan.charts.filter((chart) => chart.name === name));
}

const kill = (chart: ChartPlan): FaultCase => ({
  id: `kill-${chart.name}`,
  title: `A pod of ${titleOf(chart)} is killed`,
  proves: `Messages are delivered again within ${again} s, and the pod is back, without help.`,
  component: chart.name,
  fault: { kind: "kill" },
  limit: again,
});

const leave = (chart: ChartPlan): FaultCase => ({
  id: `away-${chart.name}`,
  title: `${titleOf(chart)} is away for ${away} s`,
  proves: "Registrations that ended with their leases come back without a person.",
  component: chart.name,
  fault: { kind: "away", seconds: away },
  // Of the old leases the last ends half a minute after the return; then a module is noticed and started anew.
  limit: 120,
});

const restart = (chart: ChartPlan): FaultCase => ({
  id: `restart-${chart.name}`,
  title: `${titleOf(chart)} is restarted`,
  proves: "Everybody finds it again, and nothing that was accepted is lost.",
  component: chart.name,
  fault: { kind: "restart" },
  limit: 120,
  lossless: true,
});

const scale = (chart: ChartPlan): FaultCase => ({
  id: `scale-${chart.name}`,
  title: `${titleOf(chart)} goes from 1 to 3 to 1`,
  proves: "Clients move to other pods; no message and no sequence number is lost.",
  component: chart.name,
  fault: { kind: "scale", steps: [1, 3, 1] },
  limit: again,
  lossless: true,
});

const roll = (modules: readonly ChartPlan[]): FaultCase => ({
  id: "roll-modules",
  title: "Every module is restarted, one after the other",
  proves: "An update of all modules loses no accepted message.",
  component: "",
  fault: { kind: "roll", components: modules.map(({ name }) => name) },
  limit: again,
  lossless: true,
});

const drain = (): FaultCase => ({
  id: "drain",
  title: "A node is emptied",
  proves: "Evictions that a disruption budget forbids are refused, and everything is there again afterwards.",
  component: "",
  fault: { kind: "drain" },
  limit: 180,
});

/** For every store with a password: the first module that reads it. */
function wrongPasswords(plan: Plan, stores: readonly ChartPlan[], modules: readonly ChartPlan[]): readonly FaultCase[] {
  return stores.flatMap((store): readonly FaultCase[] => {
    const readers = modules.filter(({ name }) => plan.edges.some(({ from, to }) => from === name && to === store.name));
    const found = readers.flatMap((reader) => objectsIn(reader.view["env"]).filter((env) => env["secret"] === store.name && env["key"] === "password" && env["condition"] === undefined).map((env) => ({ reader, variable: String(env["name"]) })))[0];
    if (found === undefined) return [];
    const { reader, variable } = found;
    return [
      {
        id: `password-${store.name}`,
        title: `${titleOf(reader)} has a wrong password for ${titleOf(store)}`,
        proves: "The status names the part that cannot log in.",
        component: reader.name,
        fault: { kind: "wrong-variable", variable },
        limit: again,
        named: { parts: [reader.name], reason: `auth|password|credential|denied|${store.component.key ?? store.name}` },
      },
    ];
  });
}

const wrongAddress = (chart: ChartPlan): FaultCase => ({
  id: `address-${chart.name}`,
  title: "The public address is wrong",
  proves: "The status says that the address leads nowhere.",
  component: chart.name,
  fault: { kind: "wrong-address" },
  limit: again,
  named: { parts: [chart.name], reason: "public address" },
});

/** The first topic of the first consumer, where the store's entry says how one is deleted. */
function missingTopics(stores: readonly ChartPlan[], modules: readonly ChartPlan[]): readonly FaultCase[] {
  return stores.flatMap((store): readonly FaultCase[] => {
    const command = store.component.extra["deleteTopic"];
    const reader = modules.find(({ component }) => (component.consumes ?? []).length > 0);
    const topic = reader?.component.consumes?.[0]?.topic;
    if (!Array.isArray(command) || reader === undefined || topic === undefined) return [];
    return [
      {
        id: `topic-${topic}`,
        title: `The topic ${topic} is missing`,
        proves: "The status names the part that lacks its topic.",
        component: store.name,
        fault: { kind: "command", command: [...command.map(String), topic], healer: reader.name },
        limit: again,
        named: { parts: [store.name, reader.name], reason: topic },
      },
    ];
  });
}

const fullDisk = (chart: ChartPlan): FaultCase => ({
  id: `disk-${chart.name}`,
  title: `The disk of ${titleOf(chart)} is full`,
  proves: "The status names the store that cannot write.",
  component: chart.name,
  // With one page most stores cannot begin; one that begins with more says what is left on the disk in place of why.
  fault: { kind: "full-disk", size: String(chart.component.extra["fullAt"] ?? "4Ki") },
  limit: 120,
  named: { parts: [chart.name], reason: "no space|disk|full|quota" },
});

const absentImage = (chart: ChartPlan): FaultCase => ({
  id: `image-${chart.name}`,
  title: `The image of ${titleOf(chart)} is absent`,
  proves: "The status names the image and who wants it.",
  component: chart.name,
  fault: { kind: "absent-image" },
  limit: again,
  named: { parts: [chart.name], reason: "image" },
});
