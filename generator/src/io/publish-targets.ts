import type { PublishTarget } from "../model/publish-target.ts";
import type { Target } from "../publish/target.ts";
import { helmRepositoryLogin } from "./chartmuseum-login.ts";
import { chartMuseumTarget } from "./chartmuseum-target.ts";
import { environmentLogin, prefixes } from "./credentials.ts";
import { directoryTarget } from "./directory-target.ts";
import { ociTarget } from "./oci-target.ts";

/** How the entries of `publish` are found from here. */
export interface Surroundings {
  /** Absolute path of a folder, and what it is called in messages. */
  readonly folder: (path: string) => { readonly path: string; readonly label: string };
  readonly env: NodeJS.ProcessEnv;
  /** What Artifact Hub reads beside the index of a folder; undefined for nothing. */
  readonly artifactHub?: string;
}

/** The targets that entries of `publish` describe, in their order. Throws an Error when credentials are given in part, or would reach a stranger. */
export async function publishTargets(settings: readonly PublishTarget[], { folder, env, artifactHub }: Surroundings): Promise<readonly Target[]> {
  const sharing = settings.filter((s) => s.type !== "directory" && s.credentialsEnv === undefined);
  const hosts = new Set(sharing.map(({ url = "" }) => new URL(url).host));
  if (hosts.size > 1 && env[`${prefixes.publish}_PASSWORD`]) {
    throw new Error(`${prefixes.publish}_PASSWORD would be sent to ${[...hosts].join(" and ")}: give each of these targets a \`credentialsEnv\` of its own in openim.yaml`);
  }
  const targets: Target[] = [];
  for (const setting of settings) {
    if (setting.type === "directory") {
      const { path, label } = folder(setting.path);
      targets.push(directoryTarget(path, { label, ...(setting.url === undefined ? {} : { baseURL: setting.url }), ...(artifactHub === undefined ? {} : { artifactHub }) }));
    } else {
      // Asked for here already, so that half a login stops all.
      const login = environmentLogin(setting.credentialsEnv ?? prefixes.publish, env);
      targets.push(setting.type === "oci" ? ociTarget(setting, env) : chartMuseumTarget(setting, login ?? helmRepositoryLogin(setting.url, env)));
    }
  }
  return targets;
}
