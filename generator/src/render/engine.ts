import Handlebars from "handlebars";

/** Renders template sources with generator tags `<% … %>`; Helm's `{{ … }}` passes through untouched. */
export interface Engine {
  /** Throws a {@link TemplateFailure} when the template does not compile or a tag fails. */
  render(name: string, source: string, view: object): string;
}

/** Why a template cannot be rendered, and where: its name as it was given to `render`, and the line, counted from 1. */
export interface TemplateFailure extends Error {
  readonly template: string;
  readonly line: number;
}

/** True for what `render` throws when a template is wrong, false for everything else. */
export function isTemplateFailure(error: unknown): error is TemplateFailure {
  return error instanceof Error && "template" in error && "line" in error;
}

// Handlebars knows one pair of delimiters, so braces that belong to Helm hide behind these while it works.
const open = "\uE000";
const close = "\uE001";

function hideBraces(source: string): string {
  return source
    .split(/(<%[\s\S]*?%>)/)
    .map((piece, i) => (i % 2 === 1 ? `{{${piece.slice(2, -2)}}}` : piece.replaceAll("{", open).replaceAll("}", close)))
    .join("");
}

function showBraces(text: string): string {
  return text.replaceAll(open, "{").replaceAll(close, "}");
}

/** Programs that templates became, by their source. May be kept between runs: what is in it is not compiled again. */
export type Compiled = Map<string, string>;

/** An engine whose partials are the shared fragments: name → source. Partials are called with `<%> name %>`. */
export function createEngine(fragments: ReadonlyMap<string, string>, compiled: Compiled = new Map()): Engine {
  const handlebars = Handlebars.create();
  const ready = new Map<string, Handlebars.TemplateDelegate>();
  const template = (source: string): Handlebars.TemplateDelegate => {
    const known = ready.get(source);
    if (known !== undefined) return known;
    const program = compiled.get(source) ?? String(handlebars.precompile(hideBraces(source), { noEscape: true, strict: false, preventIndent: true }));
    compiled.set(source, program);
    const made = handlebars.template(new Function(`return ${program}`)() as TemplateSpecification);
    ready.set(source, made);
    return made;
  };
  for (const [name, source] of fragments) {
    // A fragment that does not compile is told of by the templates that use it.
    handlebars.registerPartial(name, (context, options) => template(source)(context, options));
  }
  return {
    render(name, source, view) {
      if (!source.includes("<%")) return source;
      try {
        return showBraces(template(source)(view));
      } catch (error) {
        throw failure(name, source, error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}

function failure(template: string, source: string, error: Error): TemplateFailure {
  const told = "lineNumber" in error ? error.lineNumber : /Parse error on line (\d+)/.exec(error.message)?.[1];
  // What is missing is only named.
  const missing = /Missing helper: "(.+)"|partial (\S+) could not be found/.exec(error.message);
  const named = source.split("\n").findIndex((line) => line.includes("<%") && line.includes(missing?.[1] ?? missing?.[2] ?? "\n"));
  const message = showBraces(error.message).replaceAll("{{", "<%").replaceAll("}}", "%>");
  return Object.assign(new Error(message, { cause: error }), { template, line: Number(told ?? Math.max(named, 0) + 1) });
}
