/**
 * Backward taint: from a sink expression to the sources that may reach it, as a question to the value flow.
 *
 * Three-valued: `tainted` with every flow, `clean` (a barrier, a constant, a type that cannot carry it), or `unknown`.
 * What the code says goes before what a name says: a variable whose every value is clean is clean, whatever its name;
 * the name that is nearest to where the code says nothing speaks.
 *
 * *Known limitations*: a function of another file is unknown unless its name makes it a source or a barrier; parts of
 * strings (`slice`, `split`, `replace`) are unknown, since they are how people mask.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isNothing, memberName, parameterOwner, unwrap } from '../../ast';
import { ASKING_METHODS, PARTIAL_METHODS, PARTIAL_TO_LIST, SERIALISERS } from '../../model/carrying-functions';
import { builtinName } from '../api-resolution';
import {
  type AccessPath,
  ANY,
  type Answer,
  type Behind,
  DEEP,
  type End,
  type FlowStep,
  type Found,
  type Place,
  type ValueFlow,
  valueFlow,
  type ValueNode,
} from '../value-flow';
import type { TaintContext } from './taint-configuration';
import type { TaintFlow, TaintResult, UnknownCause } from './taint-result';
import { namedSteps } from './taint-steps';

const Kind = AST_NODE_TYPES;

/** Traces where the value of `expression`, or the part of it at `path`, may come from. */
export function traceTaint<L>(
  context: TaintContext<L>,
  expression: TSESTree.Node,
  path: AccessPath = [],
): TaintResult<L> {
  return new Tracer(context).trace({ node: expression, path });
}

/** A source: the expression that is one, by what it is or by its name. */
interface Source<L> {
  readonly label: L;
  readonly node: TSESTree.Node;
  /** Whether it is an object all of whose properties are written out. */
  readonly isWhole?: true;
}

/**
 * What is known of a place: a source; `safe` by a barrier or a type; `obscured` by something that takes parts; `given`
 * nothing but constants by those who call the function, which do not speak for the name of its parameter.
 */
type Mark<L> = Source<L> | 'given' | 'obscured' | 'safe';

class Tracer<L> {
  private readonly flow: ValueFlow;
  private readonly configuration: TaintContext<L>['configuration'];

  constructor(context: TaintContext<L>) {
    this.flow = valueFlow(context.sourceCode);
    this.configuration = context.configuration;
  }

  trace(start: ValueNode): TaintResult<L> {
    const answer = this.flow.backward<Mark<L>>(start, {
      label: (place) => this.markOf(place),
      also: (place) => this.piecesOf(place),
      instead: (place) => this.carriedBy(place),
      fallback: (end, behind) => this.named(end, behind),
    });
    const flows = new Map<TSESTree.Node, TaintFlow<L>>();
    for (const { label: mark, steps } of answer.flows) {
      if (typeof mark === 'string' || flows.has(mark.node)) continue;
      flows.set(mark.node, { label: mark.label, source: mark.node, steps: namedSteps(start, steps) });
    }
    if (flows.size > 0) return { state: 'tainted', flows: [...flows.values()] };
    const because = causeOf(answer);
    return because === undefined ? { state: 'clean' } : { state: 'unknown', because };
  }

  /** What a place says whatever lies behind it. */
  private markOf({ node, path }: Place): Mark<L> | undefined {
    switch (node.type) {
      case Kind.Literal:
      case Kind.TemplateElement:
        return isSelf(path) ? this.sourceAt(node) : undefined;
      case Kind.CallExpression:
      case Kind.NewExpression:
        if (this.configuration.summary(node) === 'clean') return 'safe';
        if (this.choosesFields(node)) return 'obscured';
    }
    return (path.length === 0 || path[0] === DEEP) && this.configuration.clean(node) ? 'safe' : undefined;
  }

  private sourceAt(node: TSESTree.Node): Source<L> | undefined {
    const label = this.configuration.source(node);
    return label === undefined ? undefined : { label, node };
  }

  /** `JSON.stringify(value, ['plan'])` */
  private choosesFields(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const [, replacer] = call.arguments;
    if (!replacer || builtinName(this.flow.sourceCode, call.callee) !== 'JSON.stringify') return false;
    return !isNothing(replacer);
  }

  /** What a value is made of where it is taken for a text: all that an object holds, the words of a template. */
  private piecesOf({ node, path }: Place): readonly FlowStep[] {
    if (!isSelf(path)) return [];
    const textOf = (to: TSESTree.Node): FlowStep => ({ kind: 'text', to, isWhole: true, site: node });
    if (node.type === Kind.TemplateLiteral) return node.quasis.map(textOf);
    if (node.type === Kind.UnaryExpression) return /^[+-]$/.test(node.operator) ? [textOf(node.argument)] : [];
    if (path.length > 0 || (node.type !== Kind.ObjectExpression && node.type !== Kind.ArrayExpression)) return [];
    return this.flow.stepsOf('backward', node).steps.map(({ to, take = [], put = [], site }) => ({
      kind: 'copy',
      to,
      put: take.length > 0 ? [...take.slice(1), ...put] : [],
      site,
    }));
  }

  /** What a call hands on that the value flow does not know, by what is said of the function. */
  private carriedBy({ node, path }: Place): readonly FlowStep[] | undefined {
    if (node.type === Kind.TemplateElement) return [];
    if ((node.type !== Kind.CallExpression && node.type !== Kind.NewExpression) || !isSelf(path)) return undefined;
    const given = this.configuration.summary(node);
    if (Array.isArray(given)) {
      return (given as readonly TSESTree.Node[]).map((each) => ({
        kind: 'return',
        to: each.type === Kind.SpreadElement ? each.argument : each,
        isWhole: true,
        site: node,
      }));
    }
    return ASKING_METHODS.has(methodOf(node)?.name ?? '') && !this.isOwn(node) ? [] : undefined;
  }

  private isOwn(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    return this.flow.calls.calleesOf(call).callees.length > 0;
  }

  /** What the name of a place says, where what lies behind it is not surely clean. */
  private named(end: End, behind: Behind<Mark<L>>): Mark<L> | undefined {
    const { node, path } = end;
    const owner = parameterOwner(node);
    if (owner) return this.isGivenConstants(owner, end, behind) ? 'given' : undefined;
    if (this.isPartial(node, path)) return this.obscured(node, behind);
    if (!isSelf(path) || behind.labels.has('obscured') || isClean(behind)) return undefined;
    const isTainted = sourcesIn(behind).length > 0;
    if (node.type === Kind.Identifier && path.length === 0) return this.variable(node, end, isTainted);
    const isOpen = !isTainted || sourcesIn(behind).every(({ isWhole }) => isWhole);
    const isSpoken = !isTainted || (node.type === Kind.MemberExpression && this.isOfParameter(node.object, end));
    return (isSpoken ? this.byName(end) : undefined) ?? (isOpen ? this.whole(end) : undefined);
  }

  /** Whether an object is a parameter: its properties say by their names what callers give. */
  private isOfParameter(object: TSESTree.Node, end: End): boolean {
    const root = unwrap(object) as TSESTree.Node;
    if (root.type === Kind.MemberExpression) return this.isOfParameter(root.object, end);
    return root.type === Kind.Identifier && this.isParameter(root, end);
  }

  private isParameter(node: TSESTree.Identifier, end: End): boolean {
    return this.flow.stepsOf('backward', node).steps.some(({ to }) => {
      const owner = parameterOwner(to);
      return owner !== undefined && !isEntered(owner, end);
    });
  }

  /** Callers that give nothing but constants do not speak for the name of the parameter. */
  private isGivenConstants(fn: FunctionNode, end: End, behind: Found<Mark<L>>): boolean {
    return (
      behind.labels.size === 0 &&
      behind.causes.size === 0 &&
      !isEntered(fn, end) &&
      this.flow.calls.callersOf(fn).calls.length > 0
    );
  }

  /** Whether a call takes parts of a text. */
  private isPartial(node: TSESTree.Node, path: AccessPath): node is TSESTree.CallExpression {
    if (node.type !== Kind.CallExpression || this.isOwn(node) || this.configuration.summary(node)) return false;
    const name = methodOf(node)?.name ?? '';
    return PARTIAL_TO_LIST.has(name) || (PARTIAL_METHODS.has(name) && (path.length === 0 || path[0] === DEEP));
  }

  /** Parts of anything but a clean text are unknown; what is put in their place is not. */
  private obscured(call: TSESTree.CallExpression, behind: Behind<Mark<L>>): Mark<L> | undefined {
    const [, replacement] = call.arguments;
    if (replacement && sourcesIn(behind.through(replacement)).length > 0) return undefined;
    const object = methodOf(call)?.object;
    return object && isClean(behind.through(object)) ? undefined : 'obscured';
  }

  /** A destructured part that cannot be opened is judged by the names on its path, a parameter by its own name. */
  private variable(node: TSESTree.Identifier, end: End, isTainted: boolean): Mark<L> | undefined {
    const { steps } = this.flow.stepsOf('backward', node);
    // A parameter that says by its name what it takes is the source; its callers only give it.
    const isParameter = this.isParameter(node, end);
    if (isTainted) return isParameter ? this.sourceAt(node) : undefined;
    const part = (): Source<L> | undefined => {
      for (const { to, put = [] } of steps) {
        const names = put[0] === ANY ? put.slice(1) : put;
        const label = names.length > 0 ? this.configuration.sourceOfPart(to, names, node) : undefined;
        if (label !== undefined) return { label, node };
      }
      return undefined;
    };
    return isParameter ? (this.sourceAt(node) ?? part()) : (part() ?? this.sourceAt(node));
  }

  /** The name of a list speaks for its elements; that of an object not for what a computed key may find in it. */
  private byName({ node, path, steps }: End): Source<L> | undefined {
    const isComputed =
      path[0] === ANY && steps.findLast(({ put }) => put?.[0] === ANY)?.site.type === Kind.MemberExpression;
    const isSpoken = node.type !== Kind.AwaitExpression && unwrap(node) === node;
    return isComputed || !isSpoken ? undefined : this.sourceAt(node);
  }

  /** An object of which every property is written out: `JSON.stringify(person)`. */
  private whole({ node, path, steps }: End): Source<L> | undefined {
    if (path[0] !== DEEP && path[0] !== ANY) return undefined;
    const written = steps.findLast((step) => step.kind === 'text' || this.isSerialised(step));
    if (!written || !this.isSerialised(written)) return undefined;
    const last = steps.at(-1);
    const replaced = last?.kind === 'entries' ? [...(last.except ?? [])] : [];
    const label = this.configuration.sourceOfWhole(node, replaced);
    return label === undefined ? undefined : { label, node, isWhole: true };
  }

  private isSerialised({ site }: FlowStep): boolean {
    if (site.type !== Kind.CallExpression && site.type !== Kind.NewExpression) return false;
    return SERIALISERS.has(builtinName(this.flow.sourceCode, site.callee) ?? '');
  }
}

/** Whether a path stands for the value itself, or for whatever is in it. */
function isSelf(path: AccessPath): boolean {
  return path.every((step) => step === ANY || step === DEEP || /^\d+$/.test(step));
}

function isClean<L>({ labels, causes }: Found<Mark<L>>): boolean {
  return causes.size === 0 && [...labels].every((label) => label === 'safe');
}

function sourcesIn<L>({ labels }: Found<Mark<L>>): readonly Source<L>[] {
  return [...labels].filter((label) => typeof label !== 'string');
}

/** Whether the way to a place went into a function, and not out of it again. */
function isEntered(fn: FunctionNode, { frame }: End): boolean {
  for (let at = frame; at; at = at.outer) if (at.fn === fn) return true;
  return false;
}

function methodOf(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
): { readonly object: TSESTree.Expression; readonly name: string | undefined } | undefined {
  const callee = unwrap(call.callee);
  return callee.type === Kind.MemberExpression ? { object: callee.object, name: memberName(callee) } : undefined;
}

function causeOf<L>({ flows, unknown }: Answer<Mark<L>>): UnknownCause | undefined {
  const marks = new Set(flows.map(({ label }) => label));
  if (marks.has('obscured')) return 'obscured';
  // What a computed key finds in an object that is not known is like the result of a function.
  if (
    unknown.some(
      ({ cause, path }) => cause === 'call' || cause === 'bound' || path.some((step) => !/^[\w$]/.test(step)),
    )
  )
    return 'call';
  return unknown.length > 0 || marks.has('given') ? 'value' : undefined;
}
