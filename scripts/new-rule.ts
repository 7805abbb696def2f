/**
 * Starts a rule: its source, test, documentation page and runtime case, and its line in the registry.
 *
 *     npm run new-rule -- valid-carrier
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  camelCase,
  caseTemplate,
  docsTemplate,
  programTemplate,
  ruleTemplate,
  testTemplate,
} from './lib/rule-templates';

const registry = 'src/rules/index.ts';

/**
 * Writes the files of a new rule.
 *
 * @param root The root of the project.
 * @param name The name of the rule, without a prefix.
 * @returns The files that were written, below the root.
 * @throws Error when the name is not one for a rule, when any of the files is there already, or when the registry has
 * an unknown form. Nothing is written then.
 */
export function newRule(root: string, name: string): readonly string[] {
  checkName(name);
  const texts: Readonly<Record<string, string>> = {
    [`src/rules/${name}.ts`]: ruleTemplate(name),
    [`tests/rules/${name}.test.ts`]: testTemplate(name),
    [`docs/rules/${name}.md`]: docsTemplate(name),
    [`tests/runtime/${name}/case.ts`]: caseTemplate(name),
    [`tests/runtime/${name}/broken.ts`]: programTemplate(),
  };
  const existing = Object.keys(texts).filter((file) => existsSync(path.join(root, file)));
  if (existing.length > 0) throw new Error(`'${name}' exists already: ${existing.join(', ')}.`);
  const all = { ...texts, [registry]: withRule(readFileSync(path.join(root, registry), 'utf8'), name) };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return Object.keys(all);
}

function checkName(name: string): void {
  if (name === '') throw new Error("Which rule? For example: 'npm run new-rule -- valid-carrier'.");
  if (name.startsWith('otel/')) throw new Error(`'${name}': leave out the prefix 'otel/'; ESLint adds it.`);
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)+$/.test(name)) {
    throw new Error(
      `'${name}' is not a name for a rule: two or more words in lower case with '-' between, such as 'valid-carrier'.`,
    );
  }
}

/** Puts the import and the entry of a rule in their alphabetical places. */
function withRule(text: string, name: string): string {
  const imports = text.match(/^import \{ \w+ \} from '\.\/[\w-]+';$/gm);
  const entries = text.match(/^ {2}'[\w-]+': \w+,$/gm);
  if (!imports || !entries || imports.length !== entries.length) {
    throw new Error(`'${registry}' has no import and entry for each rule, one a line; add '${name}' by hand.`);
  }
  const identifier = camelCase(name);
  const withImport = inserted(
    text,
    imports,
    `import { ${identifier} } from './${name}';`,
    (line) => /'\.\/(.*)'/.exec(line)?.[1] ?? '',
    name,
  );
  return inserted(withImport, entries, `  '${name}': ${identifier},`, (line) => /'(.*)'/.exec(line)?.[1] ?? '', name);
}

/** Inserts a line before the first of `lines` whose name is greater, or after the last. */
function inserted(
  text: string,
  lines: readonly string[],
  line: string,
  nameOf: (line: string) => string,
  name: string,
): string {
  const next = lines.find((candidate) => nameOf(candidate) > name);
  if (next !== undefined) return text.replace(`${next}\n`, () => `${line}\n${next}\n`);
  const last = lines.at(-1) ?? '';
  return text.replace(`${last}\n`, () => `${last}\n${line}\n`);
}

function main(): void {
  const [name = '', ...others] = process.argv.slice(2);
  try {
    if (others.length > 0) throw new Error(`One rule at a time: '${name}', or '${others.join("', '")}'?`);
    for (const file of newRule(path.resolve(__dirname, '..'), name)) console.log(`wrote ${file}`);
    console.log("Next: fill in what says TODO, then 'npm run docs' and 'npm test'. CONTRIBUTING.md tells the steps.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

if (require.main === module) main();
