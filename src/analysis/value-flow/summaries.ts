/** What a library function does with the values that it is given: the rows of `model/flow-summaries`, for one call. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, isNothing, literalString, memberName, unwrap } from '../../ast';
import { FLOW_SUMMARIES, type SummaryFlow } from '../../model/flow-summaries';
import { builtinName } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';
import { type AccessPath, ANY, type StepKind } from './value-node';

const Kind = AST_NODE_TYPES;

/** A place of a call that a value comes from or goes to. */
export interface Place {
  /** `given`: what a callback gives to the function that it gets as its parameter, as `new Promise()` does. */
  readonly base: 'argument' | 'callback-result' | 'given' | 'parameter' | 'receiver' | 'result' | 'unknown';
  /** Of the argument; the first one where `isRest`. */
  readonly index: number;
  readonly isRest: boolean;
  /** Of the callback's parameter; the first one where `isRestParameter`. */
  readonly parameter: number;
  readonly isRestParameter: boolean;
  readonly path: AccessPath;
}

export interface Summary {
  /** The flow is only there where the call has no such argument. */
  readonly without: number | undefined;
  readonly from: Place;
  readonly to: Place;
  readonly kind: StepKind;
}

const PLACE =
  /^(receiver|result|argument|unknown)(?:\[(\d+)(\.\.)?\])?(?:\.parameter\[(\d+)(\.\.)?\])?(\.parameter\[0\])?(\.result)?(?:\.(.*))?$/;

function parsePlace(text: string): Place {
  const match = PLACE.exec(text);
  if (!match) throw new Error(`'${text}' is no place of a call`);
  const [, start, index, rest, parameter, restParameter, given, result, path] = match;
  const base =
    given !== undefined
      ? 'given'
      : parameter !== undefined
        ? 'parameter'
        : start === 'argument' && result !== undefined
          ? 'callback-result'
          : (start as 'argument' | 'receiver' | 'result' | 'unknown');
  return {
    base,
    index: Number(index ?? 0),
    isRest: rest !== undefined,
    parameter: Number(parameter ?? 0),
    isRestParameter: restParameter !== undefined,
    path: path === undefined ? [] : path.split('.'),
  };
}

function parse([from, to, as]: SummaryFlow, without: number | undefined): Summary {
  const [source, target] = [parsePlace(from), parsePlace(to)];
  return { from: source, to: target, kind: as ?? kindOf(source, target), without };
}

function kindOf(from: Place, to: Place): StepKind {
  if (from.base !== 'receiver' && from.base !== 'argument') return 'callback';
  if (to.base === 'parameter') return 'callback';
  if (to.base === 'argument' || to.base === 'receiver') return 'store';
  if (from.path.includes(ANY) || to.path.includes(ANY)) return 'element';
  return from.path.length > 0 ? 'load' : 'copy';
}

type Rows = ReadonlyMap<string, readonly Summary[]>;

function rowsBy(names: 'functions' | 'methods'): Rows {
  const rows = new Map<string, Summary[]>();
  for (const summary of FLOW_SUMMARIES) {
    for (const name of summary[names] ?? [])
      rows.set(name, [...(rows.get(name) ?? []), ...summary.flows.map((flow) => parse(flow, summary.without))]);
  }
  return rows;
}

let tables: { readonly functions: Rows; readonly methods: Rows } | undefined;

/** `new globalThis.Headers()` */
const GLOBAL_OBJECT = /^(?:globalThis|window|self|global)\./;

/** The rows of a call; undefined for a function of which nothing is known. */
export function summariesOf(sourceCode: TSESLint.SourceCode, call: CallNode): readonly Summary[] | undefined {
  tables ??= { functions: rowsBy('functions'), methods: rowsBy('methods') };
  const callee = unwrap(call.callee);
  const method = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
  const isMethod = method !== undefined && tables.methods.has(method);
  const root = callee.type === Kind.MemberExpression ? unwrap(callee.object) : callee;
  const isNamed = root.type === Kind.Identifier;
  const builtin = isNamed ? builtinName(sourceCode, callee)?.replace(GLOBAL_OBJECT, '') : undefined;
  const rows =
    (builtin === undefined ? undefined : tables.functions.get(builtin)) ??
    (isMethod && call.type === Kind.CallExpression ? tables.methods.get(method) : undefined);
  return rows
    ?.filter(({ without }) => without === undefined || isMissing(call.arguments[without]))
    .map((row) => ({
      ...row,
      from: filledIn(sourceCode, row.from, call),
      to: filledIn(sourceCode, row.to, call),
    }));
}

const isMissing = (argument: TSESTree.Node | undefined): boolean => argument === undefined || isNothing(argument);

/** The place with the names that arguments give: `.{0}`. */
function filledIn(sourceCode: TSESLint.SourceCode, place: Place, call: CallNode): Place {
  if (!place.path.some((step) => step.includes('{'))) return place;
  return {
    ...place,
    path: place.path.map((step) => {
      const [, before = '', index] = /^(.*)\{(\d)\}$/.exec(step) ?? [];
      if (index === undefined) return step;
      const name = keyText(sourceCode, call.arguments[Number(index)]);
      return name === undefined ? ANY : before + name;
    }),
  };
}

/** The name that an expression gives to a property, where it is a constant. */
export function keyText(sourceCode: TSESLint.SourceCode, node: TSESTree.Node | undefined): string | undefined {
  if (!node) return undefined;
  const key = unwrap(node) as TSESTree.Node;
  if (key.type === Kind.Literal && typeof key.value === 'number') return String(key.value);
  const variable = key.type === Kind.Identifier ? variableOf(sourceCode, key) : undefined;
  const definition = variable && soleDefinition(variable);
  if (definition?.kind === 'value' && definition.path.length === 0) return literalString(unwrap(definition.value));
  return literalString(key);
}
