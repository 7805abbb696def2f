import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { Ingress, type IngressHandler } from '../../../src/analysis/ingress';
import { Messaging } from '../../../src/analysis/messaging';
import { readSettings } from '../../../src/rule-kit/settings';
import { findNodes, parseSource } from '../../support/source';

const header = `import { context, propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
declare function probe(...values: unknown[]): void; declare function foreign(...values: unknown[]): any;
const tracer = trace.getTracer('t');
`;

export interface Options {
  readonly typed?: boolean;
  readonly instrumented?: readonly string[];
  readonly ingress?: readonly unknown[];
  readonly filename?: string;
}

export interface SetUp {
  readonly ingress: Ingress;
  readonly resolver: ApiResolver;
  /** The first arguments of the calls of `probe`, in order. */
  readonly probes: readonly TSESTree.Node[];
  readonly extracts: readonly ResolvedCall[];
}

/** The ingress of a source, without a Linter. */
export function setUp(
  code: string,
  {
    typed = false,
    instrumented = ['http', 'kafkajs', 'grpc', 'aws-lambda', 'bullmq'],
    ingress,
    filename = '/srv/app/file.ts',
  }: Options = {},
): SetUp {
  const sourceCode = parseSource(header + code, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(
    sourceCode,
    ({ type }) => type === AST_NODE_TYPES.CallExpression || type === AST_NODE_TYPES.NewExpression,
  ) as (TSESTree.CallExpression | TSESTree.NewExpression)[];
  const isInstrumented = (library: string): boolean => instrumented.includes(library);
  const project = { isInstrumented, mayBeInstrumented: isInstrumented };
  const messaging = new Messaging({
    resolver,
    ambient: new AmbientUseFinder(resolver, isInstrumented),
    calls,
    project,
    injections: () => [],
  });
  const settings = readSettings({ settings: { otel: ingress ? { ingress } : {} } });
  const probes = calls.flatMap((node) => {
    const isProbe = node.callee.type === AST_NODE_TYPES.Identifier && node.callee.name === 'probe';
    return isProbe && node.arguments[0] ? [node.arguments[0]] : [];
  });
  const extracts = calls.flatMap((node) => {
    const call = resolver.resolve(node);
    return call?.operation === 'propagation.extract' ? [call] : [];
  });
  return {
    ingress: new Ingress({ sourceCode, filename, settings, resolver, calls, project, messaging }),
    resolver,
    probes,
    extracts,
  };
}

const coverage = ({ isCovered }: IngressHandler): string =>
  isCovered === undefined ? 'unknown' : isCovered ? 'covered' : 'open';

/** What the probes of a source are: `library what path coverage`. */
export function originsOf(code: string, options: Options = {}): readonly string[] {
  const { ingress, probes } = setUp(code, options);
  if (probes.length === 0) throw new Error('there is no probe');
  return probes.map((node) => {
    const origin = ingress.originOf(node);
    return origin
      ? [origin.handler.library, origin.what, origin.path.join('.'), coverage(origin.handler)].filter(Boolean).join(' ')
      : 'nothing';
  });
}

/** The handlers whose headers the extracts of a source read: `library line coverage`. */
export function extractsOf(code: string, options: Options = {}): readonly string[] {
  const { ingress, extracts } = setUp(code, options);
  return extracts.map((extract) => {
    const origin = ingress.originOfExtract(extract);
    return origin
      ? `${origin.handler.library} ${origin.handler.site.loc.start.line - 3} ${coverage(origin.handler)}`
      : 'nothing';
  });
}

/** What becomes of the extracted contexts: the kinds of their uses, a list for each. */
export function usesOf(code: string, options: Options = {}): readonly string[] {
  const { ingress, extracts } = setUp(code, options);
  return extracts.map((extract) =>
    ingress
      .usesOf(extract)
      .map(({ kind }) => kind)
      .join(' '),
  );
}
