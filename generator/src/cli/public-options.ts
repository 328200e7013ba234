import { writeFileSync } from "node:fs";
import { InvalidArgumentError, type Command } from "commander";
import type { ClusterOptions } from "../io/cluster.ts";
import { realWorld, type RealWorld } from "../io/world.ts";
import type { AcceptanceReport } from "../model/acceptance.ts";
import { acceptanceHtml } from "../report/acceptance-html.ts";
import { acceptanceJunit } from "../report/acceptance-junit.ts";
import { summaryText } from "../report/acceptance-text.ts";
import { readGiven } from "./credentials.ts";

/** Which installation, of which cluster. */
export type ClusterChoice = Pick<ClusterOptions, "instance" | "kubeconfig" | "context">;

export function clusterOptions(command: Command): Command {
  return command
    .option("--instance <name>", "the installation, when there are several in the namespace")
    .option("--kubeconfig <file>", "another kubeconfig")
    .option("--context <name>", "another context of the kubeconfig");
}

/** The choice alone, without the command's other options. */
export function chosenCluster({ instance, kubeconfig, context }: ClusterChoice): ClusterChoice {
  return { ...(instance === undefined ? {} : { instance }), ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) };
}

/** How the public address is reached. */
export interface ConnectionOptions {
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly connect?: { readonly host: string; readonly port: number };
}

export function connectionOptions(command: Command): Command {
  return command
    .option("--ca <file>", "authority to trust, PEM")
    .option("--insecure", "trust any certificate")
    .option("--connect <host:port>", "connect there instead of where the public name leads", hostAndPort);
}

/** The world as one who was told so sees it; to be closed. */
export function worldOf(url: string, { ca, insecure, connect }: ConnectionOptions): RealWorld {
  return realWorld({ ...(ca === undefined ? {} : { ca: readGiven(ca) }), ...(connect === undefined ? {} : { connectTo: connect, publicHost: new URL(url).hostname }), insecure: insecure === true });
}

/** In which forms the result is wanted. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly junit?: string;
  readonly html?: string;
}

export function reportOptions(command: Command): Command {
  return command
    .option("--json", "print the result as JSON and nothing else")
    .option("--junit <file>", "write the result as JUnit XML")
    .option("--html <file>", "write the result as a page");
}

/** Gives the result in these forms. */
export function giveReport(report: AcceptanceReport, { json, junit, html }: ReportOptions, say: (line: string) => void): void {
  if (junit !== undefined) writeFileSync(junit, acceptanceJunit(report));
  if (html !== undefined) writeFileSync(html, acceptanceHtml(report));
  say(json === true ? JSON.stringify(report, undefined, 2) : summaryText(report));
}

/** For an argument that is a public address: its origin. */
export function publicAddress(value: string): string {
  const url = tryURL(value);
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) throw new InvalidArgumentError("It must be an address such as https://im.example.com.");
  if (url.pathname !== "/" || url.search !== "" || url.username !== "") throw new InvalidArgumentError("It must be scheme and host alone: OpenIM's paths begin at the root.");
  return url.origin;
}

function tryURL(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}

/** For an option that is an address to connect to. */
export function hostAndPort(value: string): { readonly host: string; readonly port: number } {
  const found = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(value);
  if (found === null) throw new InvalidArgumentError("It must be host:port.");
  return { host: (found[1] ?? "").replaceAll(/[[\]]/g, ""), port: Number(found[2]) };
}

/** For an option that is a list of names. */
export const names = (value: string): readonly string[] => value.split(",").map((name) => name.trim()).filter((name) => name !== "");
