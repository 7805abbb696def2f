import assert from 'node:assert/strict';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { doubledHeaders } from '../../../src/analysis/manual-headers';
import { DEFAULT_SETTINGS } from '../../../src/rule-kit/settings';
import { parseSource } from '../../support/source';

/** What is doubled: the kind, the text of the header or of the headers, and the request. */
function doubled(code: string, typed: boolean, instrumented: readonly string[] = ['undici']): readonly string[] {
  const sourceCode = parseSource(`import { trace } from '@opentelemetry/api';\n${code}`, { typed });
  const settings = { ...DEFAULT_SETTINGS, instrumented: new Set(instrumented) };
  return doubledHeaders(new FileAnalysis(sourceCode, 'file.ts', settings)).map(
    (found) =>
      `${found.kind} ${sourceCode.getText(found.kind === 'written' ? found.site.node : found.headers)} → ${sourceCode.getText(found.request.call.callee)}`,
  );
}

for (const typed of [false, true]) {
  describe(`the headers that an instrumentation doubles, ${typed ? 'typed' : 'untyped'}`, () => {
    const found: readonly (readonly [code: string, ...found: readonly string[]])[] = [
      [
        "export const f = (tp: string) => fetch('u', { headers: { traceparent: tp } });",
        'written traceparent: tp → fetch',
      ],
      [
        "export function f(tp: string) { const init: RequestInit = {}; init.headers = { Traceparent: tp }; return fetch('u', init); }",
        'written Traceparent: tp → fetch',
      ],
      [
        "import { request } from 'undici';\nexport const f = (tp: string) => request('u', { headers: { ...(tp ? { traceparent: tp } : {}) } });",
        'written traceparent: tp → request',
      ],
      [
        "export async function POST(req: Request) { return fetch('u', { headers: Object.fromEntries(req.headers) }); }",
        'received req.headers → fetch',
      ],
      ["export default { async fetch({ headers }: Request) { return fetch('u', { headers }); } };"],
      [
        "export default { async fetch(request: Request) { const { headers } = request; return fetch('u', { headers }); } };",
        'received headers → fetch',
      ],
      [
        "import type * as http from 'node:http';\nexport const f = (req: http.IncomingMessage) => fetch('u', { headers: { ...req.headers } as Record<string, string> });",
        'received req.headers → fetch',
      ],
      [
        "export async function PUT(req: Request) { return fetch('u', { headers: { accept: req.headers.get('accept')! } }); }",
      ],
      ["export const f = (tp: string) => fetch('u', { headers: { 'x-parent': tp } });"],
    ];
    for (const [code, ...expected] of found) it(code, () => assert.deepEqual(doubled(code, typed), expected));
  });
}

describe('the headers that an instrumentation doubles', () => {
  const code = "export const f = (tp: string) => fetch('u', { headers: { traceparent: tp } });";

  it('are none where the client is not instrumented', () => {
    assert.deepEqual(doubled(code, false, ['http']), []);
  });

  it('are none where an instrumentation is told to leave requests alone', () => {
    assert.deepEqual(doubled(`export const options = { ignoreRequestHook: () => true };\n${code}`, false), []);
  });
});
