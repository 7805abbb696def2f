'use strict';

/**
 * Runs in a scratch project: applies the fixes of all our rules together with those of ESLint and typescript-eslint,
 * pass by pass as `eslint --fix` does.
 *
 *     node fix-together.cjs <input.json> <output.json>
 *
 * The input is a list of `{ id, code, extension, rules, settings, typed }`; the output maps each id to the texts after
 * each pass.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { Linter } = require('eslint');
const { builtinRules } = require('eslint/use-at-your-own-risk');
const tseslint = require('typescript-eslint');
const otel = require('eslint-plugin-otel');

/** Fixable rules that argue about taste with others, or about the file as a whole. */
const leftOut = new Set(['strict', 'sort-imports', 'sort-vars', 'capitalized-comments', 'unicode-bom']);

/** Every fixable rule of ESLint but for those of layout, which ESLint has given up. */
const core = Object.fromEntries(
  [...builtinRules]
    .filter(([name, { meta }]) => meta.fixable && !meta.deprecated && meta.type !== 'layout' && !leftOut.has(name))
    .map(([name]) => [name, 'error']),
);

const maximumPasses = 10;
const linter = new Linter({ cwd: __dirname, configType: 'flat' });

function configFor({ rules, settings, typed }) {
  const presets = typed
    ? [...tseslint.configs.recommendedTypeChecked, ...tseslint.configs.stylisticTypeChecked]
    : [...tseslint.configs.recommended, ...tseslint.configs.stylistic];
  const parserOptions = typed
    ? {
        projectService: { allowDefaultProject: ['*.ts', '*.tsx', '*.mts', '*.cts', '*.js'] },
        tsconfigRootDir: __dirname,
      }
    : {};
  return [
    { files: ['**/*.*'], languageOptions: { parser: tseslint.parser, parserOptions }, rules: core },
    ...presets.map((preset) => ({ ...preset, files: ['**/*.*'] })),
    { files: ['**/*.*'], plugins: { otel }, settings: { otel: settings }, rules },
  ];
}

/** The fixes of one pass, as ESLint merges them: by place, those that touch one before them wait for the next pass. */
function applyOnce(text, messages) {
  const fixes = messages.flatMap(({ fix }) => fix ?? []);
  fixes.sort((left, right) => left.range[0] - right.range[0] || left.range[1] - right.range[1]);
  let end = -Infinity;
  let output = '';
  for (const { range, text: inserted } of fixes) {
    if (end >= range[0] || range[0] > range[1]) continue;
    output += text.slice(Math.max(0, end), range[0]) + inserted;
    end = range[1];
  }
  return output + text.slice(Math.max(0, end));
}

function passesOf(entry) {
  const config = configFor(entry);
  const options = { filename: path.join(__dirname, `example.${entry.extension}`) };
  const passes = [];
  let text = entry.code;
  for (let pass = 0; pass < maximumPasses; pass++) {
    const next = applyOnce(text, linter.verify(text, config, options));
    if (next === text) break;
    passes.push(next);
    text = next;
  }
  const whole = linter.verifyAndFix(entry.code, config, options).output;
  if (whole !== text) passes.push(whole);
  return passes;
}

const [input, output] = process.argv.slice(2);
const entries = JSON.parse(readFileSync(input, 'utf8'));
writeFileSync(output, JSON.stringify(Object.fromEntries(entries.map((entry) => [entry.id, passesOf(entry)]))));
