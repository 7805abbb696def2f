import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver, type ResolvedCall } from '../../../src/analysis/api-resolution';
import { Messaging } from '../../../src/analysis/messaging';
import { MESSAGING_CLIENTS, type MessagingClient } from '../../../src/model/messaging-clients';
import { findNodes, parseSource } from '../../support/source';

export interface SetUp {
  readonly sourceCode: TSESLint.SourceCode;
  readonly messaging: Messaging;
  /** The arguments of the calls of `probe` in the source, in order. */
  readonly probes: readonly TSESTree.Node[];
  readonly text: (node: TSESTree.Node | undefined) => string;
}

const header = `import { context, propagation, trace } from '@opentelemetry/api';
declare function probe(...values: unknown[]): void; declare function foreign(...values: unknown[]): any; declare const anything: any;
declare const items: { id: string }[];
`;

export interface Options {
  readonly typed?: boolean;
  readonly instrumented?: readonly string[];
  /** Whether an agent may instrument everything. Default: false. */
  readonly hasAgent?: boolean;
  readonly clients?: readonly MessagingClient[];
  /** The packages that the project depends on. Default: none. */
  readonly packages?: readonly string[] | undefined;
}

/** The messaging of a source, without a Linter. */
export function setUp(
  code: string,
  { typed = false, instrumented = [], hasAgent = false, clients = MESSAGING_CLIENTS, packages = [] }: Options = {},
): SetUp {
  const sourceCode = parseSource(header + code, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression,
  ) as (TSESTree.CallExpression | TSESTree.NewExpression)[];
  const isInstrumented = (library: string): boolean => instrumented.includes(library);
  const injections = calls.flatMap((node): ResolvedCall[] => {
    const call = resolver.resolve(node);
    return call?.operation === 'propagation.inject' ? [call] : [];
  });
  const messaging = new Messaging(
    {
      resolver,
      ambient: new AmbientUseFinder(resolver, isInstrumented),
      calls,
      project: {
        isInstrumented,
        mayBeInstrumented: (library) => hasAgent || isInstrumented(library),
        dependencyRange: (name) => (packages.includes(name) ? '*' : undefined),
      },
      injections: () => injections,
    },
    clients,
  );
  const probes = calls.flatMap((node) => {
    const isProbe = node.callee.type === AST_NODE_TYPES.Identifier && node.callee.name === 'probe';
    return isProbe && node.arguments[0] ? [node.arguments[0]] : [];
  });
  return { sourceCode, messaging, probes, text: (node) => (node ? sourceCode.getText(node) : '') };
}

/** The sends of a source in short: `client description carrier`, with the states of the messages. */
export function sendsOf(code: string, options: Options = {}): readonly string[] {
  return setUp(code, options).messaging.sends.map(
    ({ client, description, messages }) =>
      `${client.id} ${description} ${messages.map(({ carrier }) => carrier).join(',')}`,
  );
}

/** The consumers of a source in short: `client description extracts`. */
export function consumersOf(code: string, options: Options = {}): readonly string[] {
  return setUp(code, options).messaging.consumers.map(
    ({ client, description, isBatch, extracts }) =>
      `${client.id} ${description}${isBatch ? ' batch' : ''} ${String(extracts)}`,
  );
}

/** What the probes of a source are: `what shape element`. */
export function originsOf(code: string, options: Options = {}): readonly string[] {
  const { messaging, probes } = setUp(code, options);
  assert.ok(probes.length > 0, 'there is a probe');
  return probes.map((node) => {
    const origin = messaging.originOf(node);
    return origin
      ? [origin.what, origin.shape, origin.element === 'only' ? undefined : origin.element].filter(Boolean).join(' ')
      : 'nothing';
  });
}
