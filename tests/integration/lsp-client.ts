/** A small client of the language server protocol: as much of an editor as a test needs. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly range: Range;
  readonly message: string;
  readonly severity?: number;
  readonly code?: string | number;
  readonly codeDescription?: { readonly href: string };
}

export interface CodeAction {
  readonly title: string;
  readonly kind?: string;
  readonly edit?: WorkspaceEdit;
  readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly {
    readonly textDocument: { readonly uri: string };
    readonly edits: readonly TextEdit[];
  }[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

type RequestHandler = (params: unknown) => unknown;

/** An editor window on one folder, connected to a language server over its standard streams. */
export class LspClient {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  readonly #handlers = new Map<string, RequestHandler>();
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly #log: string[] = [];
  #listeners: (() => void)[] = [];
  #received = Buffer.alloc(0);
  #lastId = 0;
  #pullsDiagnostics = false;

  /**
   * @param serverScript The script of the server, run by this Node with `--stdio`.
   * @param folder The workspace folder.
   * @param settings What the server gets for each item of `workspace/configuration`.
   */
  constructor(
    serverScript: string,
    readonly folder: string,
    settings: unknown,
  ) {
    this.#server = spawn(process.execPath, [serverScript, '--stdio'], { cwd: folder });
    this.#server.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#server.stderr.on('data', (chunk: Buffer) => this.#log.push(chunk.toString()));
    this.#server.on('exit', (code) => this.#fail(`the server left with code ${code ?? 'none'}`));
    this.onRequest('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => settings));
  }

  /** What the server wrote beside the protocol, for the message of a failing test. */
  get log(): string {
    return this.#log.join('\n');
  }

  /** Answers a request of the server. A request without a handler gets `null`. */
  onRequest(method: string, handler: RequestHandler): void {
    this.#handlers.set(method, handler);
  }

  async initialize(): Promise<void> {
    const uri = pathToFileURL(this.folder).href;
    const result = (await this.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: path.basename(this.folder) }],
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          applyEdit: true,
          workspaceEdit: { documentChanges: true },
        },
        textDocument: {
          publishDiagnostics: { relatedInformation: true, dataSupport: true, codeDescriptionSupport: true },
          codeAction: {
            codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source.fixAll.eslint'] } },
          },
        },
      },
    })) as { capabilities: { diagnosticProvider?: unknown } };
    this.#pullsDiagnostics = result.capabilities.diagnosticProvider !== undefined;
    this.notify('initialized', {});
    this.notify('workspace/didChangeConfiguration', { settings: {} });
  }

  /** Opens a file of the folder and waits for its diagnostics. */
  async open(
    file: string,
    languageId: string,
  ): Promise<{ uri: string; text: string; diagnostics: readonly Diagnostic[] }> {
    const uri = pathToFileURL(path.join(this.folder, file)).href;
    const text = readFileSync(path.join(this.folder, file), 'utf8');
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return { uri, text, diagnostics: await this.diagnosticsOf(uri) };
  }

  /** The diagnostics of an open document: asked for, or waited for, as the server has it. */
  async diagnosticsOf(uri: string): Promise<readonly Diagnostic[]> {
    if (this.#pullsDiagnostics) {
      const report = (await this.request('textDocument/diagnostic', { textDocument: { uri } })) as {
        items: Diagnostic[];
      };
      return report.items;
    }
    while (!this.#diagnostics.has(uri)) {
      await new Promise<void>((resolve) => {
        this.#listeners.push(resolve);
      });
    }
    return this.#diagnostics.get(uri) ?? [];
  }

  /** What the light bulb at a diagnostic offers. */
  async codeActions(uri: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]> {
    const actions = await this.request('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], only: ['quickfix'], triggerKind: 1 },
    });
    return (actions ?? []) as CodeAction[];
  }

  /** Chooses a code action, and answers the edit that the editor is asked to apply. */
  async apply(action: CodeAction): Promise<WorkspaceEdit> {
    if (action.edit) return action.edit;
    if (!action.command) throw new Error(`'${action.title}' has neither an edit nor a command`);
    let edit: WorkspaceEdit | undefined;
    this.onRequest('workspace/applyEdit', (params) => {
      edit = (params as { edit: WorkspaceEdit }).edit;
      return { applied: true };
    });
    await this.request('workspace/executeCommand', action.command);
    if (!edit) throw new Error(`'${action.title}' asked for no edit\n${this.log}`);
    return edit;
  }

  request(method: string, params?: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
  }

  notify(method: string, params?: unknown): void {
    this.#send({ method, params });
  }

  async close(): Promise<void> {
    await this.request('shutdown').catch(() => undefined);
    this.notify('exit');
    this.#server.kill();
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    if (this.#server.stdin.writable)
      this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const headerEnd = this.#received.indexOf('\r\n\r\n');
      if (headerEnd < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, headerEnd).toString())?.[1]);
      const end = headerEnd + 4 + length;
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.subarray(headerEnd + 4, end).toString()) as Message;
      this.#received = this.#received.subarray(end);
      this.#handle(message);
    }
  }

  #handle(message: Message): void {
    if (message.method === undefined) {
      const waiting = this.#pending.get(message.id ?? 0);
      this.#pending.delete(message.id ?? 0);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message.result);
      return;
    }
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: Diagnostic[] };
      this.#diagnostics.set(uri, diagnostics);
      this.#wake();
      return;
    }
    if (message.method === 'window/logMessage') this.#log.push(JSON.stringify(message.params));
    if (message.id !== undefined) {
      this.#send({ id: message.id, result: this.#handlers.get(message.method)?.(message.params) ?? null });
    }
  }

  #wake(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  #fail(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(`${reason}\n${this.log}`));
    this.#pending.clear();
  }
}

/** The text of a document after the edits for it. Edits of one `WorkspaceEdit` never overlap. */
export function applyWorkspaceEdit(text: string, uri: string, edit: WorkspaceEdit): string {
  const edits = [
    ...(edit.changes?.[uri] ?? []),
    ...(edit.documentChanges ?? [])
      .filter((change) => change.textDocument.uri === uri)
      .flatMap((change) => change.edits),
  ];
  const lineStarts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) lineStarts.push(index + 1);
  const offsetOf = ({ line, character }: Position): number => (lineStarts[line] ?? text.length) + character;
  return [...edits]
    .sort((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offsetOf(range.start)) + newText + result.slice(offsetOf(range.end)),
      text,
    );
}
