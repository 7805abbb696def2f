/**
 * Backward taint: from a sink expression to the sources that may reach it, through variables, destructuring, templates,
 * spreads, conversions, and functions of the same file (parameters to arguments, calls to returned values).
 *
 * Three-valued: `tainted` with a path, `clean` (a barrier, a constant, a type that cannot carry it), `unknown`.
 *
 * Known limitations: flow-insensitive for reassigned variables (every write counts); a function of another file is
 * unknown unless its name makes it a source or a barrier; parts of strings (`slice`, `split`, `replace`, `charAt`) are
 * unknown, since they are how people mask.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, calleeName, memberName, unwrap } from '../../ast';
import { callSitesOf, type Definition, definitionsOf, resolveFunction, returnedExpressions, variableOf } from '../bindings';
import { objectShape } from './object-shape';

/** What counts as source and barrier. `L` is the label of a source. */
export interface TaintConfiguration<L> {
  /** The label of an expression that is a source by itself (its name, its literal text), or undefined. */
  source(node: TSESTree.Node): L | undefined;
  /** Whether the result of a call is clean whatever goes in. */
  barrier(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean;
  /** Whether an expression cannot carry a tainted value, by its static type or its name. */
  clean(node: TSESTree.Node): boolean;
}

/** One step of the path from source to sink, nearest the source first. */
export interface TaintStep {
  readonly node: TSESTree.Node;
}

export type TaintResult<L> =
  | { readonly state: 'tainted'; readonly label: L; readonly source: TSESTree.Node; readonly steps: readonly TaintStep[] }
  | { readonly state: 'clean' }
  | { readonly state: 'unknown' };

type Tainted<L> = Extract<TaintResult<L>, { state: 'tainted' }>;

const CLEAN = { state: 'clean' } as const;
const UNKNOWN = { state: 'unknown' } as const;
const MAX_DEPTH = 24;

/** Methods whose result holds the receiver's whole text. */
const PRESERVING_METHODS = new Set([
  'toString', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'trim', 'trimStart', 'trimEnd',
  'valueOf', 'concat', 'normalize', 'padStart', 'padEnd', 'join', 'at', 'flat', 'reverse', 'toJSON', 'toWellFormed',
]); // prettier-ignore
/** Functions whose result holds their arguments: conversions and encodings hide nothing. */
const PRESERVING_FUNCTIONS = new Set([
  'String', 'btoa', 'atob', 'encodeURIComponent', 'encodeURI', 'decodeURIComponent', 'decodeURI', 'escape', 'unescape',
  'JSON.stringify', 'Buffer.from', 'Object.assign', 'Object.values', 'Object.entries', 'Object.fromEntries',
  'Array.from', 'Array.of', 'structuredClone', 'Promise.resolve', 'querystring.stringify', 'qs.stringify',
  'util.inspect', 'util.format', 'inspect', 'format', 'URLSearchParams', 'Object.freeze', 'String.raw', 'TextEncoder.encode',
]); // prettier-ignore
/** Functions whose result says nothing about the text of their arguments. */
const CLEAN_FUNCTIONS = new Set(['Boolean', 'Number.isInteger', 'Array.isArray', 'Date.now', 'Math.random', 'crypto.randomUUID', 'randomUUID', 'parseInt.length']);
const CLEAN_MEMBERS = new Set(['length', 'size', 'byteLength']);

/** Traces where the value of `expression` may come from. */
export function traceTaint<L>(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Expression,
  configuration: TaintConfiguration<L>,
): TaintResult<L> {
  return new Tracer(sourceCode, configuration).value(expression, { depth: 0, calls: [] });
}

/** The calls through which the trace entered a function, innermost last: parameters are read from their arguments. */
interface Frame {
  readonly depth: number;
  readonly calls: readonly { readonly fn: FunctionNode; readonly call: TSESTree.CallExpression }[];
}

class Tracer<L> {
  private readonly active = new Set<TSESTree.Node>();

  constructor(
    private readonly sourceCode: TSESLint.SourceCode,
    private readonly configuration: TaintConfiguration<L>,
  ) {}

  value(expression: TSESTree.Node, frame: Frame): TaintResult<L> {
    const node = unwrap(expression);
    if (frame.depth > MAX_DEPTH || this.active.has(node)) return UNKNOWN;
    this.active.add(node);
    const result = this.configuration.clean(node) ? CLEAN : this.visit(node, { ...frame, depth: frame.depth + 1 });
    this.active.delete(node);
    return result;
  }

  private visit(node: TSESTree.Expression, frame: Frame): TaintResult<L> {
    switch (node.type) {
      case AST_NODE_TYPES.Literal:
        return this.sourceOf(node) ?? CLEAN;
      case AST_NODE_TYPES.TemplateLiteral:
        return this.any([...node.expressions, ...node.quasis], frame, (part) =>
          part.type === AST_NODE_TYPES.TemplateElement ? (this.sourceOf(part) ?? CLEAN) : undefined,
        );
      case AST_NODE_TYPES.BinaryExpression:
        return node.operator === '+' ? this.any([node.left, node.right], frame) : CLEAN;
      case AST_NODE_TYPES.UnaryExpression:
        return node.operator === '+' || node.operator === '-' ? this.value(node.argument, frame) : CLEAN;
      case AST_NODE_TYPES.Identifier:
        return this.identifier(node, frame);
      case AST_NODE_TYPES.MemberExpression:
        return this.member(node, frame);
      case AST_NODE_TYPES.ConditionalExpression:
        return this.any([node.consequent, node.alternate], frame);
      case AST_NODE_TYPES.LogicalExpression:
        return node.operator === '&&' ? this.value(node.right, frame) : this.any([node.left, node.right], frame);
      case AST_NODE_TYPES.AssignmentExpression:
        return this.value(node.right, frame);
      case AST_NODE_TYPES.AwaitExpression:
        return this.value(node.argument, frame);
      case AST_NODE_TYPES.SequenceExpression: {
        const last = node.expressions.at(-1);
        return last ? this.value(last, frame) : UNKNOWN;
      }
      case AST_NODE_TYPES.ObjectExpression: {
        const shape = objectShape(this.sourceCode, node);
        return this.any([...(shape?.properties.map((property) => property.value) ?? []), ...(shape?.spreads ?? [])], frame);
      }
      case AST_NODE_TYPES.ArrayExpression:
        return this.any(
          node.elements.flatMap((element) =>
            element === null ? [] : element.type === AST_NODE_TYPES.SpreadElement ? [element.argument] : [element],
          ),
          frame,
        );
      case AST_NODE_TYPES.CallExpression:
      case AST_NODE_TYPES.NewExpression:
        return this.call(node, frame);
      default:
        return this.sourceOf(node) ?? UNKNOWN;
    }
  }

  private sourceOf(node: TSESTree.Node): Tainted<L> | undefined {
    const label = this.configuration.source(node);
    return label === undefined ? undefined : { state: 'tainted', label, source: node, steps: [] };
  }

  /** Tainted if one is, clean if all are. */
  private any(
    nodes: readonly TSESTree.Node[],
    frame: Frame,
    special: (node: TSESTree.Node) => TaintResult<L> | undefined = () => undefined,
  ): TaintResult<L> {
    return join(nodes.map((node) => () => special(node) ?? this.value(node, frame)));
  }

  private identifier(node: TSESTree.Identifier, frame: Frame): TaintResult<L> {
    if (node.name === 'undefined' || node.name === 'NaN') return CLEAN;
    const variable = variableOf(this.sourceCode, node);
    const definitions = variable ? definitionsOf(variable).filter((definition) => definition.kind !== 'unknown' || !isBare(definition)) : [];
    if (definitions.length === 0) return this.sourceOf(node) ?? UNKNOWN;
    const result = join(definitions.map((definition) => () => this.definition(definition, frame)));
    if (result.state === 'tainted') return { ...result, steps: [...result.steps, { node }] };
    if (result.state === 'clean') return CLEAN;
    return this.sourceOf(node) ?? this.written(variable, frame) ?? UNKNOWN;
  }

  /** Properties written onto an object that was not built by a literal. */
  private written(variable: TSESLint.Scope.Variable | undefined, frame: Frame): TaintResult<L> | undefined {
    const identifier = variable?.references[0]?.identifier as TSESTree.Identifier | undefined;
    const shape = identifier && objectShape(this.sourceCode, identifier);
    if (!shape || shape.properties.length === 0) return undefined;
    const result = this.any(shape.properties.map((property) => property.value), frame);
    return result.state === 'tainted' ? result : undefined;
  }

  private definition(definition: Definition, frame: Frame): TaintResult<L> {
    switch (definition.kind) {
      case 'value':
        return this.part(definition.value, definition.path, frame);
      case 'parameter':
        return this.parameter(definition, frame);
      case 'element':
        return definition.path.length === 0 ? this.value(definition.iterated, frame) : UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  /** A destructured part of a value: opened where the value is a known object, else judged by its own name. */
  private part(value: TSESTree.Expression, path: readonly string[], frame: Frame): TaintResult<L> {
    if (path.length === 0) return this.value(value, frame);
    const [step, ...rest] = path;
    const shape = objectShape(this.sourceCode, value);
    const properties = shape?.properties.filter((property) => property.name === step) ?? [];
    if (properties.length === 0) return UNKNOWN;
    return join(properties.map((property) => () => this.part(property.value, rest, frame)));
  }

  private parameter(definition: Extract<Definition, { kind: 'parameter' }>, frame: Frame): TaintResult<L> {
    const { fn, index, path } = definition;
    const entered = frame.calls.findLast((entry) => entry.fn === fn);
    const outer: Frame = { depth: frame.depth, calls: entered ? frame.calls.slice(0, frame.calls.lastIndexOf(entered)) : frame.calls };
    const sites = entered ? { calls: [entered.call], escapes: false } : callSitesOf(this.sourceCode, fn);
    if (sites.calls.length === 0) return UNKNOWN;
    const result = join(
      sites.calls.map((call) => () => {
        const argument = call.arguments[index];
        if (!argument || argument.type === AST_NODE_TYPES.SpreadElement) return UNKNOWN;
        return this.part(argument, path, outer);
      }),
    );
    return result.state === 'clean' && sites.escapes ? UNKNOWN : result;
  }

  private member(node: TSESTree.MemberExpression, frame: Frame): TaintResult<L> {
    const name = memberName(node);
    if (name !== undefined && CLEAN_MEMBERS.has(name)) return CLEAN;
    if (name !== undefined) {
      const shape = objectShape(this.sourceCode, node.object);
      const properties = shape?.properties.filter((property) => property.name === name) ?? [];
      if (properties.length > 0) {
        const result = this.any(properties.map((property) => property.value), frame);
        if (result.state !== 'unknown') return result;
      }
    }
    const own = this.sourceOf(node);
    if (own) return own;
    // `list[0]` of a tainted list; a computed key into a known object is unknown.
    const isIndex = node.computed && node.property.type === AST_NODE_TYPES.Literal && typeof node.property.value === 'number';
    return isIndex ? this.value(node.object, frame) : UNKNOWN;
  }

  private call(node: TSESTree.CallExpression | TSESTree.NewExpression, frame: Frame): TaintResult<L> {
    if (this.configuration.barrier(node)) return CLEAN;
    const callee = unwrap(node.callee);
    const qualified = qualifiedName(callee);
    if (qualified !== undefined && CLEAN_FUNCTIONS.has(qualified)) return CLEAN;
    if (qualified !== undefined && PRESERVING_FUNCTIONS.has(qualified)) return this.any(plainArguments(node), frame);
    const fn = node.type === AST_NODE_TYPES.CallExpression ? resolveFunction(this.sourceCode, callee) : undefined;
    if (fn && node.type === AST_NODE_TYPES.CallExpression && !frame.calls.some((entry) => entry.fn === fn)) {
      const inner: Frame = { depth: frame.depth, calls: [...frame.calls, { fn, call: node }] };
      const result = this.any(returnedExpressions(this.sourceCode, fn), inner);
      if (result.state === 'tainted') return { ...result, steps: [...result.steps, { node }] };
      if (result.state === 'clean') return CLEAN;
    }
    if (callee.type === AST_NODE_TYPES.MemberExpression) {
      const name = memberName(callee);
      if (name !== undefined && PRESERVING_METHODS.has(name)) {
        const result = this.any([callee.object, ...(name === 'concat' ? plainArguments(node) : [])], frame);
        if (result.state !== 'unknown') return result;
      }
      if (name === 'map') return this.mapped(node, callee.object, frame);
    }
    return this.sourceOf(node) ?? UNKNOWN;
  }

  /** `list.map(fn)`: what the callback returns, its parameter being an element. */
  private mapped(node: TSESTree.CallExpression | TSESTree.NewExpression, list: TSESTree.Expression, frame: Frame): TaintResult<L> {
    const callback = node.arguments[0] && resolveFunction(this.sourceCode, node.arguments[0]);
    if (!callback) return this.value(list, frame).state === 'clean' ? CLEAN : UNKNOWN;
    return this.any(returnedExpressions(this.sourceCode, callback), frame);
  }
}

/** Joins possible values lazily: the first tainted one wins. No value at all is unknown. */
function join<L>(results: readonly (() => TaintResult<L>)[]): TaintResult<L> {
  let state: TaintResult<L> = results.length === 0 ? UNKNOWN : CLEAN;
  for (const compute of results) {
    const result = compute();
    if (result.state === 'tainted') return result;
    if (result.state === 'unknown') state = UNKNOWN;
  }
  return state;
}

function isBare(definition: Definition): boolean {
  return definition.site.type === AST_NODE_TYPES.VariableDeclarator;
}

function plainArguments(node: TSESTree.CallExpression | TSESTree.NewExpression): TSESTree.Node[] {
  return node.arguments.map((argument) => (argument.type === AST_NODE_TYPES.SpreadElement ? argument.argument : argument));
}

/** `JSON.stringify` of `JSON.stringify(x)`, `String` of `String(x)`; undefined for longer or computed callees. */
function qualifiedName(callee: TSESTree.Expression): string | undefined {
  if (callee.type === AST_NODE_TYPES.Identifier) return callee.name;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || callee.object.type !== AST_NODE_TYPES.Identifier) return undefined;
  const name = memberName(callee);
  return name === undefined ? undefined : `${callee.object.name}.${name}`;
}

/** The names of the functions a path went through, for messages. */
export function namesOnPath(steps: readonly TaintStep[]): string[] {
  return steps.flatMap(({ node }) => {
    if (node.type === AST_NODE_TYPES.Identifier) return [node.name];
    if (node.type === AST_NODE_TYPES.CallExpression) return [`${calleeName(node) ?? 'a function'}()`];
    return [];
  });
}
