/**
 * Builds `dist` from `src`: CommonJS by plain `tsc`, beside the hand-written declaration of the plugin.
 *
 *     npm run build
 */
import { appendFileSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '..');

/**
 * Empties a folder, `dist` by default, and fills it. Throws with the compiler's own words when a source has an error;
 * without `check` only what cannot be parsed is one.
 */
export function build(output = path.join(root, 'dist'), { check = true } = {}): void {
  rmSync(output, { recursive: true, force: true });
  const configFile = path.join(root, 'tsconfig.build.json');
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, (file) => readFileSync(file, 'utf8')).config,
    ts.sys,
    root,
    undefined,
    configFile,
  );
  const program = ts.createProgram({
    rootNames: config.fileNames,
    options: { ...config.options, outDir: output, noCheck: !check },
  });
  const emitted = program.emit();
  const errors = [...config.errors, ...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics].filter(
    (diagnostic) => diagnostic.category === ts.DiagnosticCategory.Error,
  );
  if (errors.length > 0) {
    const host = {
      getCanonicalFileName: (file: string) => file,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    };
    throw new Error(`'tsc -p tsconfig.build.json' failed:\n${ts.formatDiagnostics(errors, host)}`);
  }
  // Node finds the names of a CommonJS module for `import { configs } from …` by reading, not by running it.
  appendFileSync(path.join(output, 'index.js'), '0 && (module.exports = { meta, rules, configs });\n');
  // The inferred declaration would name types of one ESLint version, and the others' `defineConfig` would reject it.
  copyFileSync(path.join(root, 'src/public-types.d.ts'), path.join(output, 'index.d.ts'));
}

if (require.main === module) build();
