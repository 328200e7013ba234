/**
 * Which files of a chart a `.helmignore` keeps out of its archive, by Helm's rules: a pattern without a slash is tried on
 * the last part of a path, one with a slash on the whole path, a trailing slash means folders, and an ignored folder takes
 * everything below it. Helm itself always ignores dot files in templates/.
 *
 * @returns a test for a path relative to the chart's folder
 * @throws Error for what our charts have no use for: negation, character classes, backslashes; and for `**`, as Helm does
 */
export function helmIgnore(text: string): (path: string) => boolean {
  const rules = ["templates/.?*", ...text.split("\n").map((line) => line.trim())]
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(compile);
  return (path) => {
    const parts = path.split("/");
    return parts.some((part, i) => {
      const whole = parts.slice(0, i + 1).join("/");
      const folder = i < parts.length - 1;
      return rules.some((rule) => (folder || !rule.folders) && rule.pattern.test(rule.wholePath ? whole : part));
    });
  };
}

interface Rule {
  readonly folders: boolean;
  readonly wholePath: boolean;
  readonly pattern: RegExp;
}

function compile(line: string): Rule {
  if (/\*\*|[[\]\\]|^!/.test(line)) throw new Error(`.helmignore: "${line}" is not supported here (only names, *, ? and slashes are)`);
  const folders = line.endsWith("/");
  const glob = folders ? line.slice(0, -1) : line;
  const source = glob
    .replace(/^\//, "")
    .replace(/[.+^${}()|]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return { folders, wholePath: glob.includes("/"), pattern: new RegExp(`^${source}$`) };
}
