import ts from 'typescript';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  esModuleInterop: true,
  skipLibCheck: true,
  allowJs: true,
  noEmit: true,
  types: ['node'],
};

/** Parsed declaration files, kept for the life of the process: they are what a check spends its time on. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * What the compiler says under `strict` of these texts.
 *
 * @param texts Texts by absolute file name; they stand in for the files on disk.
 * @returns One line for each error: file name, line, message.
 */
export function strictDiagnostics(texts: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(options);
  const readFromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (fileName, languageVersion, ...rest) => {
    const text = texts.get(fileName);
    if (text !== undefined) return ts.createSourceFile(fileName, text, languageVersion, true);
    if (!parsed.has(fileName)) parsed.set(fileName, readFromDisk(fileName, languageVersion, ...rest));
    return parsed.get(fileName);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((fileName) => {
    const file = program.getSourceFile(fileName);
    return file ? ts.getPreEmitDiagnostics(program, file).map(describeDiagnostic) : [`${fileName}: not in the program`];
  });
}

function describeDiagnostic(diagnostic: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  if (!diagnostic.file || diagnostic.start === undefined) return message;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${diagnostic.file.fileName}:${line + 1}: ${message}`;
}
