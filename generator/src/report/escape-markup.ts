const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for the inside of XML and HTML, also of attributes. Characters that XML cannot hold become a mark. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"]/g, (c) => entities[c] ?? c).replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "\ufffd");
}
