/**
 * Where a file writes a header of propagation: the name is looked for in the text, then the tree is asked what stands
 * there. `{ traceparent: v }`, `o.traceparent = v`, `o['traceparent'] = v`, `o.set('traceparent', v)`, `['traceparent',
 * v]`, `{ get traceparent() { … } }`, and the same with a constant that holds the name.
 *
 * *Known limitations*: a name that another file exports is known only where `@opentelemetry/core` exports it; names put
 * together from parts are not found.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, unwrap, wrapped } from '../../ast';
import { nodeAt } from '../../ast/node-at';
import {
  HEADER_CONSTANTS,
  HEADER_METHODS,
  type HeaderFormat,
  MANUAL_HEADERS,
  SETTING_METHODS,
} from '../../model/traceparent';
import { soleValueOf, type StepKind, type ValueFlow, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

interface Site {
  /** The name of the header in lower case. */
  readonly header: string;
  readonly format: HeaderFormat;
  /** The name as it is written: in capitals it is a variable of the environment. */
  readonly written: string;
  readonly value: TSESTree.Expression;
}

export type HeaderSite =
  | (Site & { readonly kind: 'property'; readonly node: TSESTree.Property; readonly object: TSESTree.ObjectExpression })
  /** `get traceparent() { … }`; the value is the function. */
  | (Site & { readonly kind: 'getter'; readonly node: TSESTree.Property; readonly object: TSESTree.ObjectExpression })
  | (Site & {
      readonly kind: 'assignment';
      readonly node: TSESTree.AssignmentExpression;
      readonly object: TSESTree.Expression;
    })
  | (Site & {
      readonly kind: 'call';
      readonly node: TSESTree.CallExpression;
      readonly object: TSESTree.Expression;
      readonly method: string;
    })
  /** `list` holds the pairs. */
  | (Site & {
      readonly kind: 'pair';
      readonly node: TSESTree.ArrayExpression;
      readonly list: TSESTree.ArrayExpression;
    });

const NAMES = [...MANUAL_HEADERS.keys(), ...Object.keys(HEADER_CONSTANTS)].join('|');
const IN_TEXT = new RegExp(`(?<![\\w$-])(?:${NAMES})(?![\\w$-])`, 'gi');

/** What a site is called by: the key, the member that is assigned, the argument that names the header. */
export function nameOfSite(site: HeaderSite): TSESTree.Node {
  switch (site.kind) {
    case 'property':
    case 'getter':
      return site.node.key;
    case 'assignment':
      return site.node.left;
    case 'call':
      return site.node.arguments[0] ?? site.node;
    case 'pair':
      return site.node.elements[0] ?? site.node;
  }
}

/** The places that write one of the headers, in source order. */
export function headerSites(sourceCode: TSESLint.SourceCode): readonly HeaderSite[] {
  const sites = new Map<TSESTree.Node, HeaderSite>();
  for (const match of sourceCode.text.matchAll(IN_TEXT)) {
    const node = nodeAt(sourceCode, match.index);
    const header = node ? headerNamed(node) : undefined;
    if (!node || header === undefined) continue;
    for (const site of sitesNamedBy(valueFlow(sourceCode), node, header)) sites.set(site.node, site);
  }
  return [...sites.values()].sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** The header that an identifier or a literal is the whole name of. A variable of that name is no name. */
function headerNamed(node: TSESTree.Node): string | undefined {
  if (node.type === Kind.Identifier) {
    const { parent } = node;
    if (parent.type === Kind.ImportSpecifier)
      return HEADER_CONSTANTS[parent.imported.type === Kind.Identifier ? parent.imported.name : ''];
    const isKey = (parent.type === Kind.Property || parent.type === Kind.MemberExpression) && !parent.computed;
    return isKey ? known(node.name) : undefined;
  }
  if (node.type === Kind.Literal) return typeof node.value === 'string' ? known(node.value) : undefined;
  return node.type === Kind.TemplateElement &&
    node.parent.type === Kind.TemplateLiteral &&
    node.parent.expressions.length === 0
    ? known(node.value.cooked ?? '')
    : undefined;
}

function known(name: string): string | undefined {
  const lower = name.toLowerCase();
  return MANUAL_HEADERS.has(lower) ? lower : undefined;
}

/** Kinds of step behind which it is still the same name, wherever the file keeps it. */
const KEPT: ReadonlySet<StepKind> = new Set<StepKind>(['capture', 'copy', 'element', 'entries', 'load', 'store']);

/** What a node that stands for the name of a header is the key of: there, or where the file uses the name it keeps. */
function sitesNamedBy(flow: ValueFlow, name: TSESTree.Node, header: string): readonly HeaderSite[] {
  const { parent } = name;
  const own = parent && (name.type === Kind.TemplateElement || parent.type === Kind.ImportSpecifier) ? parent : name;
  const base = { header, format: MANUAL_HEADERS.get(header) ?? 'other' } as const;
  const direct = siteOfKey(wrapped(own), { ...base, written: writtenName(own) });
  const isKey = own.type === Kind.Identifier || direct !== undefined;
  if (isKey) return direct ? [direct] : [];
  const { flows } = flow.forward(own, {
    label: ({ node, path }) =>
      node !== own && path.length === 0 ? siteOfKey(wrapped(node), { ...base, written: header }, true) : undefined,
    kinds: KEPT,
  });
  return flows.flatMap(({ label, node }) => (soleValueOf(flow, node) === own ? [label] : []));
}

/** What a node is the key of. A variable that holds the name has to be computed. */
function siteOfKey(key: TSESTree.Node, base: Omit<Site, 'value'>, isRead = false): HeaderSite | undefined {
  const { parent } = key;
  switch (parent?.type) {
    case Kind.Property:
      return (parent.key === key || parent.shorthand) && (parent.computed || !isRead)
        ? propertySite(parent, base)
        : undefined;
    case Kind.MemberExpression:
      return parent.property === key && (parent.computed || !isRead) ? memberSite(parent, base) : undefined;
    case Kind.CallExpression:
      return callSite(parent, key, base);
    case Kind.ArrayExpression: {
      const value = parent.elements[1];
      const list = parent.parent;
      if (parent.elements[0] !== key || parent.elements.length !== 2 || !value || value.type === Kind.SpreadElement)
        return undefined;
      return list.type === Kind.ArrayExpression ? { ...base, kind: 'pair', node: parent, list, value } : undefined;
    }
    default:
      return undefined;
  }
}

function writtenName(node: TSESTree.Node): string {
  if (node.type === Kind.Identifier) return node.name;
  return node.type === Kind.Literal ? String(node.value) : '';
}

function propertySite(node: TSESTree.Property, base: Omit<Site, 'value'>): HeaderSite | undefined {
  const object = node.parent;
  if (object.type !== Kind.ObjectExpression || node.kind === 'set' || node.method) return undefined;
  if (node.kind === 'get') return { ...base, kind: 'getter', node, object, value: node.value as TSESTree.Expression };
  // `const HEADERS = { TRACEPARENT: 'traceparent' }`: a table of names.
  const value = unwrap(node.value);
  if (value.type === Kind.Literal && typeof value.value === 'string' && known(value.value) !== undefined)
    return undefined;
  return { ...base, kind: 'property', node, object, value: node.value as TSESTree.Expression };
}

function memberSite(member: TSESTree.MemberExpression, base: Omit<Site, 'value'>): HeaderSite | undefined {
  const target = wrapped(member);
  const { parent } = target;
  if (
    parent?.type !== Kind.AssignmentExpression ||
    parent.left !== target ||
    !['=', '??=', '||='].includes(parent.operator)
  )
    return undefined;
  return { ...base, kind: 'assignment', node: parent, object: member.object, value: parent.right };
}

function callSite(
  call: TSESTree.CallExpression,
  key: TSESTree.Node,
  base: Omit<Site, 'value'>,
): HeaderSite | undefined {
  const method = calleeName(call);
  const callee = unwrap(call.callee);
  const [first, value, third] = call.arguments;
  if (
    method === undefined ||
    callee.type !== Kind.MemberExpression ||
    first !== key ||
    !value ||
    third ||
    value.type === Kind.SpreadElement
  )
    return undefined;
  if (!HEADER_METHODS.has(method) && !SETTING_METHODS.has(method)) return undefined;
  return { ...base, kind: 'call', node: call, object: callee.object, method, value };
}
