import { describe, expect, it } from "vitest";
import { readObjects } from "./objects.ts";
import { scripts } from "./scripts.ts";

interface Given {
  readonly command?: string;
  readonly env?: string;
  readonly more?: string;
  readonly start?: string;
}

const render = ({ command = "[sh, /config/start.sh]", env = "{ name: PORT, value: x }", more = "", start = 'echo "$PORT"' }: Given): string => `
kind: Deployment
metadata: { name: a }
spec:
  template:
    spec:
      volumes: [{ name: config, configMap: { name: a } }]
      containers: [{ name: main, command: ${command}, env: [${env}], volumeMounts: [{ name: config, mountPath: /config }]${more} }]
---
kind: ConfigMap
metadata: { name: a }
data:
  start.sh: |
    ${start.replaceAll("\n", "\n    ")}
  wait.sh: echo "$HOST"
  nginx.conf: proxy_set_header Host $HOST;
`;
const said = (given: Given): readonly string[] => scripts(readObjects(render(given))).map((d) => `${d.code} ${/the file \S+|reads \w+/.exec(d.message)?.[0]}`);

const broken: readonly (readonly [name: string, given: Given, want: string])[] = [
  ["a variable of another name", { env: "{ name: PROT, value: x }" }, "missing-variable reads PORT"],
  ["a variable in braces, cut", { start: 'echo "${LIST%,}" "$PORT"' }, "missing-variable reads LIST"],
  ["a variable of a script that another calls", { start: '. /config/wait.sh\necho "$PORT"' }, "missing-variable reads HOST"],
  ["a variable in the command", { command: "[sh, -c, 'exec program --port $PORTS']" }, "missing-variable reads PORTS"],
  ["a variable of a probe's script", { more: ", livenessProbe: { exec: { command: [sh, /config/wait.sh] } }" }, "missing-variable reads HOST"],
  ["a script of another name", { command: "[sh, /config/strat.sh]" }, "dangling-reference the file /config/strat.sh"],
  ["a script of another name, before the pod ends", { more: ", lifecycle: { preStop: { exec: { command: [sh, /config/leave.sh] } } }" }, "dangling-reference the file /config/leave.sh"],
  ["a script in another folder", { command: "[sh, /conf/start.sh]" }, "dangling-reference the file /conf/start.sh"],
];

const sound: readonly (readonly [name: string, given: Given])[] = [
  ["a variable that is set", {}],
  ["one with a default, and one that may be empty", { start: 'echo "${LEVEL:-info}" "${MORE-}" ${X:+x} "$PORT"' }],
  ["one that the script sets itself", { start: 'PORT=1 NAME="$(hostname)"\nexport OTHER=2\nread -r LINE REST <f\nfor EACH in 1 2; do echo "$EACH$NAME$OTHER$LINE$REST"; done' }],
  ["what the shell has", { start: 'cd "$HOME" && echo "$PATH $HOSTNAME $PORT"' }],
  ["what another program reads", { start: "awk '{ print $NF }' f # and $NOTHING\necho \\$LATER" }],
  ["a file of the image", { command: "[sh, /opt/program/run.sh]" }],
  ["whatever a Secret brings", { env: "", more: ", envFrom: [{ secretRef: { name: a } }]" }],
  ["a file that no shell runs", { command: "[nginx, -c, /config/nginx.conf]" }],
];

describe("scripts", () => {
  it.each(broken)("find %s", (_, given, want) => expect(said(given)).toEqual([want]));
  it.each(sound)("accept %s", (_, given) => expect(said(given)).toEqual([]));
});
