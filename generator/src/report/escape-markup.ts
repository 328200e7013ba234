const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for the inside of XML and HTML, also of attributes. Characters that XML cannot hold become a mark. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"]/g, (c) => entities[c] ?? c).replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
