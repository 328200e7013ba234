import { parseDocument } from "yaml";
import type { ConfigFile } from "../model/catalog.ts";

/** A configuration file as it goes into the chart of one component: with the defaults that are other ones there. */
export function configText(file: ConfigFile, component: string): string {
  const here = file.keys.flatMap(({ path, elsewhere }) => (elsewhere?.components.includes(component) === true ? [{ path, value: elsewhere.value }] : []));
  if (here.length === 0) return file.text;
  const document = parseDocument(file.text);
  for (const { path, value } of here) document.setIn(path, value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
