/**
 * What reaches a baggage entry and must not: personal data and secrets, each with its source, the path it took and the
 * place where it enters. One finding for each entry and kind.
 *
 * The value decides. Its key speaks only for a value of which nothing else is known: `setEntry('user.email', { value: x
 * })`. A local function that hands its parameters on is judged at its calls.
 *
 * *Known limitations*: those of the taint trace and of the entries; an exported function is judged by its parameters'
 * names and by its calls in this file.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, unwrap } from '../../ast';
import type { SensitiveKind } from '../../model/sensitive-data';
import { type TaintResult, type TaintStep, traceTaint } from '../data-flow';
import type { AccessPath } from '../value-flow';
import { classifyKey, type SensitiveVerdict } from '../sensitive-data';
import { type BaggageEntry, baggageEntries, callersOf, directParameter, entriesOfCallers, valuesOf } from './entries';
import type { BaggageFacts } from './facts';
import { type SensitiveLabel, SensitiveSources, vocabularyOf } from './sensitive-sources';

/** Sensitive data in one entry. */
export interface SensitiveEntry {
  readonly entry: BaggageEntry;
  /** Where it is: in the value, in the key itself, or in a value that only its key speaks of. */
  readonly part: 'key' | 'named-value' | 'value';
  readonly kind: SensitiveKind;
  readonly label: SensitiveLabel;
  readonly source: TSESTree.Node;
  /** The variables and functions it went through, nearest the source first. */
  readonly steps: readonly TaintStep[];
  /** The expression that enters the entry: where to report. */
  readonly place: TSESTree.Node;
  /** The whole value, where its expression stands in the entry itself. */
  readonly value: TSESTree.Expression | undefined;
  /** The expression that a sanitizer could take the place of; undefined where there is no single one. */
  readonly text: TSESTree.Expression | undefined;
  /** Likely rather than certain. */
  readonly isWeak: boolean;
}

const found = new WeakMap<BaggageFacts, readonly SensitiveEntry[]>();

/** The sensitive entries of a file, of both kinds, in source order. Kept as long as the facts. */
export function sensitiveEntries(facts: BaggageFacts): readonly SensitiveEntry[] {
  let known = found.get(facts);
  if (!known) {
    known = new EntryJudge(facts, new SensitiveSources(facts, false)).all();
    found.set(facts, known);
  }
  return known;
}

/** The personal data that only a hash without a key hides, each with the call that hashes it as a step. */
export function entriesWithUnkeyedHash(facts: BaggageFacts): readonly SensitiveEntry[] {
  const open = sensitiveEntries(facts);
  return new EntryJudge(facts, new SensitiveSources(facts, true))
    .all()
    .filter(
      ({ kind, part, place }) =>
        kind === 'pii' &&
        part === 'value' &&
        !open.some((known) => known.kind === kind && contains(known.entry.site, place)),
    );
}

class EntryJudge {
  constructor(
    private readonly facts: BaggageFacts,
    private readonly sources: SensitiveSources,
  ) {}

  all(): readonly SensitiveEntry[] {
    const places = new Map<string, SensitiveEntry>();
    for (const finding of baggageEntries(this.facts).flatMap((entry) => this.judge(entry, new Set()))) {
      const key = `${finding.kind} ${finding.place.range.join()}`;
      const known = places.get(key);
      // A function that the settings declare and this file defines is seen twice: its call is the entry.
      if (!known || finding.entry.through.length < known.entry.through.length) places.set(key, finding);
    }
    return [...places.values()].sort((a, b) => a.place.range[0] - b.place.range[0]);
  }

  private judge(entry: BaggageEntry, trail: Trail): readonly SensitiveEntry[] {
    const values = valuesOf(this.facts, entry);
    const inValue =
      values.length > 0
        ? values.flatMap((value) => this.judgeValue(entry, value, trail))
        : this.judgeHolder(entry, trail);
    return inValue.length > 0 ? oneOfEachKind(inValue) : oneOfEachKind(this.judgeKey(entry, trail));
  }

  private judgeValue(entry: BaggageEntry, value: TSESTree.Expression, trail: Trail): readonly SensitiveEntry[] {
    const named = this.namedBy(entry, value);
    const byCallers = named || this.sources.source(unwrap(value)) ? undefined : this.judgeCallers(entry, value, trail);
    if (byCallers) return byCallers;
    const result = this.trace(value);
    if (result.state === 'tainted') {
      const place = this.textIn(value);
      return result.flows.map(({ label, source, steps }) =>
        finding({
          entry,
          part: 'value',
          label,
          source,
          steps,
          place,
          whole: value,
          text: label.whole === undefined ? place : undefined,
        }),
      );
    }
    return !named || !this.isOpen(value, named)
      ? []
      : [
          finding({
            entry,
            part: 'named-value',
            label: { verdict: named },
            source: value,
            steps: [],
            place: value,
            whole: value,
            text: value,
          }),
        ];
  }

  /** An entry object that cannot be opened: a parameter, the result of a local function. */
  private judgeHolder(entry: BaggageEntry, trail: Trail): readonly SensitiveEntry[] {
    const { holder } = entry;
    const byCallers = this.judgeCallers(entry, holder, trail);
    if (byCallers) return byCallers;
    const result = this.trace(holder, ['value']);
    if (result.state !== 'tainted') return [];
    return result.flows.map(({ label, source, steps }) => {
      const isInside = contains(holder, source);
      const text = isInside && label.whole === undefined ? (source as TSESTree.Expression) : undefined;
      return finding({ entry, part: 'value', label, source, steps, place: isInside ? source : holder, text });
    });
  }

  private judgeKey(entry: BaggageEntry, trail: Trail): readonly SensitiveEntry[] {
    const { key, keyText } = entry;
    if (!key || (keyText !== undefined && key.type === AST_NODE_TYPES.Identifier)) return [];
    const byCallers = this.sources.source(unwrap(key)) ? undefined : this.judgeCallers(entry, key, trail);
    if (byCallers) return byCallers;
    const result = this.trace(key);
    if (result.state !== 'tainted') return [];
    return result.flows.map(({ label, source, steps }) =>
      finding({
        entry,
        part: 'key',
        label,
        source,
        steps,
        place: key,
        text: label.isLiteral ? undefined : (key as TSESTree.Expression),
      }),
    );
  }

  /**
   * The findings at the calls of the function that an expression is a parameter of; undefined where it is none, or none
   * is called.
   */
  private judgeCallers(
    entry: BaggageEntry,
    expression: TSESTree.Node,
    trail: Trail,
  ): readonly SensitiveEntry[] | undefined {
    const parameter = directParameter(this.facts, expression);
    if (!parameter || callersOf(this.facts, parameter).length === 0) return undefined;
    const key = `${parameter.fn.range.join()} ${String(parameter.index)} ${parameter.path.join('.')} ${entry.keyText ?? ''}`;
    if (trail.has(key)) return [];
    trail.add(key);
    return entriesOfCallers(this.facts, entry, parameter).flatMap((derived) => this.judge(derived, trail));
  }

  /** What the key says that the value is. */
  private namedBy({ keyText }: BaggageEntry, value: TSESTree.Node): SensitiveVerdict | undefined {
    const verdict = keyText === undefined ? undefined : classifyKey(keyText, vocabularyOf(this.facts.settings));
    return verdict && !this.sources.source(unwrap(value)) ? verdict : undefined;
  }

  /** Whether nothing but the key speaks of a value, and nothing speaks against it. */
  private isOpen(value: TSESTree.Expression, named: SensitiveVerdict): boolean {
    const pieces = [...piecesOf(unwrap(value)), ...convertedBy(unwrap(value))];
    if (pieces.length > 0) return pieces.some((piece) => this.isOpen(piece, named));
    const result = this.trace(value);
    const isUnknown = result.state === 'unknown' && result.because === 'value';
    return isUnknown && !this.sources.isReassuring(value) && this.sources.fits(value, named);
  }

  private trace(expression: TSESTree.Node, path: AccessPath = []): TaintResult<SensitiveLabel> {
    return traceTaint({ sourceCode: this.facts.resolver.sourceCode, configuration: this.sources }, expression, path);
  }

  /** The smallest piece of a template, a concatenation or a choice that holds all that is sensitive. */
  private textIn(value: TSESTree.Expression): TSESTree.Expression {
    let piece = value;
    for (;;) {
      const tainted = piecesOf(unwrap(piece)).filter((candidate) => this.trace(candidate).state === 'tainted');
      const [only] = tainted;
      if (tainted.length !== 1 || !only) return piece;
      piece = only;
    }
  }
}

/** The parameters that were followed to the callers of their functions, each for one key. */
type Trail = Set<string>;

function piecesOf(node: TSESTree.Expression): readonly TSESTree.Expression[] {
  switch (node.type) {
    case AST_NODE_TYPES.TemplateLiteral:
      return node.expressions;
    case AST_NODE_TYPES.ConditionalExpression:
      return [node.consequent, node.alternate];
    case AST_NODE_TYPES.BinaryExpression:
      return node.operator === '+' ? [node.left, node.right] : [];
    default:
      return [];
  }
}

/** What a plain conversion to a string converts: `x` of `String(x)` and `x.toString()`. */
function convertedBy(node: TSESTree.Expression): readonly TSESTree.Expression[] {
  if (node.type !== AST_NODE_TYPES.CallExpression) return [];
  const [argument] = node.arguments;
  if (node.callee.type === AST_NODE_TYPES.Identifier)
    return node.callee.name === 'String' && argument && argument.type !== AST_NODE_TYPES.SpreadElement
      ? [argument]
      : [];
  return node.callee.type === AST_NODE_TYPES.MemberExpression && calleeName(node) === 'toString'
    ? [node.callee.object]
    : [];
}

/** The strongest finding of each kind. */
function oneOfEachKind(findings: readonly SensitiveEntry[]): readonly SensitiveEntry[] {
  const places = new Map<string, SensitiveEntry>();
  for (const candidate of findings) {
    // Calls of one local function are entries of their own.
    const key = `${candidate.kind} ${candidate.entry.call.range.join()}`;
    const known = places.get(key);
    if (!known || (known.isWeak && !candidate.isWeak)) places.set(key, candidate);
  }
  return [...places.values()];
}

type Found = Pick<SensitiveEntry, 'entry' | 'label' | 'part' | 'place' | 'source' | 'steps' | 'text'> & {
  readonly whole?: TSESTree.Expression;
};

function finding({ whole, ...rest }: Found): SensitiveEntry {
  const { kind, strength } = rest.label.verdict;
  return {
    ...rest,
    kind,
    isWeak: strength === 'strict',
    value: whole && contains(rest.entry.site, whole) ? whole : undefined,
  };
}
