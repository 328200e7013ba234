/** A Helm template with its comments blanked, so that lines and columns stay where they are. */
export function withoutComments(template: string): string {
  return template.replaceAll(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g, (comment) => comment.replaceAll(/[^\n]/g, " "));
}
