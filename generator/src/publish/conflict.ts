/**
 * Content that would have to change under a version that is already taken. Digests are SHA-256 in lower-case hex;
 * "unknown" when a foreign index gives none.
 *
 * - published: the index lists the version with other content
 * - unlisted: an archive of that name lies in the target, with other content, and no index lists it
 * - damaged: the target's archive is not what its own index says (`newDigest` is the digest of what lies there)
 */
export interface Conflict {
  readonly kind: "published" | "unlisted" | "damaged";
  readonly name: string;
  readonly version: string;
  readonly publishedDigest: string;
  readonly newDigest: string;
}

/**
 * Conflicts as a maintainer should read them: what is in the way, each with both digests, and what to do, once per kind.
 * Several lines, no final newline.
 */
export function explainConflicts(conflicts: readonly Conflict[]): string {
  const kinds = (["damaged", "unlisted", "published"] as const).filter((kind) => conflicts.some((conflict) => conflict.kind === kind));
  return kinds
    .flatMap((kind) => {
      const { what, left, right, todo } = texts[kind];
      const width = Math.max(left.length, right.length) + 1;
      const list = conflicts
        .filter((conflict) => conflict.kind === kind)
        .flatMap(({ name, version, publishedDigest, newDigest }) => [
          `  ${name} ${version}`,
          `    ${`${left}:`.padEnd(width)} sha256:${publishedDigest}`,
          `    ${`${right}:`.padEnd(width)} sha256:${newDigest}`,
        ]);
      return [`${what}:`, ...list, todo];
    })
    .join("\n");
}

const texts = {
  damaged: {
    what: "Changed after it was published",
    left: "index",
    right: "archive",
    todo: "Put the published archive back; for new content raise charts.version in openim.yaml and publish again.",
  },
  unlisted: {
    what: "Not in the index, but an archive with other content lies in its place",
    left: "there",
    right: "new",
    todo: "An interrupted publish left it: raise charts.version in openim.yaml, or delete that archive if nobody fetched it.",
  },
  published: {
    what: "Already published with other content",
    left: "published",
    right: "new",
    todo: "A published version never changes its content: raise charts.version in openim.yaml and publish again.",
  },
} as const;
