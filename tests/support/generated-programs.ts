import { documentedRules, docsPage, examplesOf } from './docs-examples';
import { oddExpressions, oddImports, oddSyntax, oddTypedExpressions, oddValues } from './odd-syntax';

/** A generator of numbers in [0, 1): the same seed gives the same numbers on every machine (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Statements around a body, each written `head … tail`; a body may stand in all of them, in any depth. */
const wrappers: readonly (readonly [string, string])[] = [
  ['{', '}'],
  ['if (Math.random() > 0.5) {', '} else { console.log(1) }'],
  ['try {', '} catch (error) { console.error(error) }'],
  ['try { console.log(0) } finally {', '}'],
  ['outer: for (const item of [1, 2]) { if (item > 1) break outer;', '}'],
  ['for (let i = 0; i < 2; i++) {', '}'],
  ['do {', '} while (Math.random() > 0.9)'],
  ['switch (Date.now() % 3) { case 0: case 1: {', 'break } default: }'],
  ['function declared() {', '}'],
  ['async function later() { await 0;', 'await 1; }'],
  ['function* lazily() { yield 1;', 'yield 2; }'],
  ['async function* stream() { for await (const x of []) yield x;', '}'],
  ['const arrow = () => {', '}'],
  ['void (async () => {', '})().catch(console.error).finally(() => {});'],
  ['class Service { #field = 1; async handle(user) { this.#field++;', '} }'],
  ['class Fixed { static {', '} }'],
  ['const object = { get value() {', 'return 1 }, set value(v) { } }'],
  ['emitter.on("done", async function () {', '});'],
  ['setImmediate(() => {', '});'],
  ['context.with(context.active(), () => {', '});'],
  ['trace.getTracer("t").startActiveSpan("s", async (span) => {', 'span.end() });'],
  ['[1, 2].forEach((n) => {', '});'],
  ['export function exported() {', '}'],
];

/** Whether a wrapper may stand inside another block. */
const isNestable = ([head]: readonly [string, string]): boolean => !head.startsWith('export');

interface Chunk {
  readonly imports: string;
  readonly body: string;
}

/** The incorrect examples of the documentation, which make the rules speak: imports apart, `export` taken off. */
function documentedChunks(): Chunk[] {
  const examples = documentedRules().flatMap((rule) => examplesOf(rule, docsPage(rule)));
  return examples
    .filter(({ extension, isCorrect }) => !isCorrect && (extension === 'ts' || extension === 'js'))
    .map(({ code }) => {
      const importPattern = /^import\b[^;]*;$/gm;
      const imports = (code.match(importPattern) ?? []).join('\n');
      return {
        imports,
        body: code
          .replace(importPattern, '')
          .replace(/^export (?:default )?(?=\w)/gm, '')
          .trim(),
      };
    });
}

/**
 * Makes programs that put OpenTelemetry calls, documented mistakes and odd syntax into each other at random.
 *
 * @param seed The same seed gives the same programs.
 */
export function generatePrograms(seed: number, count: number): string[] {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const chunks = documentedChunks();
  const expressions = [...oddExpressions, ...oddTypedExpressions];
  const fillers = oddSyntax.filter(
    ({ code, extensions }) => extensions.includes('ts') && !/^(?:\uFEFF|#!)|\b(?:import|export|declare)\b/.test(code),
  );
  const expression = (): string => pick(expressions);
  const statement = (): string => {
    const kind = next();
    if (kind < 0.4) return `${expression()};`;
    if (kind < 0.6) return `const value${Math.floor(next() * 1e6)} = ${expression()};`;
    if (kind < 0.7) return `{ ${expression()}; await_: { ${expression()}; } }`;
    return `{ ${fill(pick(fillers).code, expression)}\n}`;
  };
  const wrap = (body: string): string => {
    const depth = Math.floor(next() * 4);
    let text = body;
    for (let level = 0; level < depth; level++) {
      const [head, tail] = pick(level === depth - 1 ? wrappers : wrappers.filter(isNestable));
      text = `${head}\n${next() < 0.3 ? `${statement()}\n` : ''}${text}\n${next() < 0.2 ? `${expression()};\n` : ''}${tail}`;
    }
    return text;
  };
  let turn = 0;
  return Array.from({ length: count }, () => {
    // In turn and not by chance, so that every example has its program whatever the pages hold.
    const chunk = next() < 0.75 && chunks.length > 0 ? chunks[turn++ % chunks.length] : undefined;
    const { imports, body: example } = chunk ?? { imports: '', body: '' };
    const statements = Array.from({ length: 1 + Math.floor(next() * 3) }, statement);
    const body = next() < 0.5 ? [example, ...statements] : [...statements, example];
    return [importsBeside(imports), imports, oddValues, wrap(body.join('\n')), `export {};`, ''].join('\n');
  });
}

/** Puts an expression of its own into each hole of a snippet. */
export function fill(code: string, expression: () => string): string {
  return code.replace(/\bOP\b/g, () => expression());
}

/** The imports of the odd expressions, without the names that an example imports itself. */
function importsBeside(imports: string): string {
  const taken = new Set(imports.match(/\b\w+\b/g));
  return oddImports.replace(
    /\{ (.*) \}/g,
    (_, names: string) =>
      `{ ${names
        .split(', ')
        .filter((name) => !taken.has(name))
        .join(', ')} }`,
  );
}
