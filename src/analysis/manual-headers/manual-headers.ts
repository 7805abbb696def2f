/**
 * The headers of propagation that a file puts together by hand, or as constants that receivers reject, for a carrier
 * that leaves. Silent are propagators, whose work this is; a carrier that the file also gives to `inject`, but for a
 * baggage that replaces what it wrote; and made-up data.
 *
 * *Known limitations*: those of the files beside this one.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { keyName, unwrap } from '../../ast';
import type { TraceparentProblem } from '../../model/traceparent';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf } from '../bindings';
import { Destinations } from './destinations';
import { contextOfHoles, type HeaderContext } from './header-context';
import { headerSites, type HeaderSite } from './header-sites';
import { HeaderTexts } from './header-text';
import { type HeaderVerdict, mayBeForwarded, verdictOn } from './header-verdict';
import { isMadeUp } from './made-up';
import { baggageWriter } from './overwritten-baggage';
import type { Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

export interface ManualHeader {
  readonly site: HeaderSite;
  /** Why receivers reject it; undefined where it is well-formed as far as anybody can tell. */
  readonly problem: TraceparentProblem | undefined;
  /** The read of a header of another format that is handed on under this name. */
  readonly foreign: Hole | undefined;
  /** The `inject` that wrote the same header to the same carrier before. */
  readonly overwrites: ResolvedCall | undefined;
  /** The context that a propagator has to be given to write the same trace; undefined where nothing shows it. */
  readonly context: HeaderContext | undefined;
  /** The headers of a propagator that nothing writes to the same carrier. */
  readonly leftBehind: readonly ('baggage' | 'tracestate')[];
}

/** What the analysis needs of a file. */
export interface ManualHeaderSources {
  readonly resolver: ApiResolver;
  /** The calls of `inject`. */
  readonly injections: () => readonly ResolvedCall[];
  /** Whether an instrumentation adds a `traceparent` beside the one that a site writes: another question. */
  readonly isDoubled?: (site: HeaderSite) => boolean;
}

const BUILT: HeaderVerdict = { kind: 'built', holes: [] };

export class ManualHeaders {
  private readonly texts: HeaderTexts;
  private readonly destinations: Destinations;

  constructor(private readonly sources: ManualHeaderSources) {
    this.texts = new HeaderTexts(sources.resolver);
    this.destinations = new Destinations(sources.resolver);
  }

  /** The headers, in source order. */
  find(): readonly ManualHeader[] {
    const sites = headerSites(this.sources.resolver.sourceCode);
    return sites.flatMap((site) => this.headerAt(site, sites) ?? []);
  }

  private headerAt(site: HeaderSite, sites: readonly HeaderSite[]): ManualHeader | undefined {
    const { resolver } = this.sources;
    const texts = this.texts.of(site.value);
    const overwrites = texts && baggageWriter(resolver, site, texts, this.sources.injections());
    const verdict = texts && (overwrites ? BUILT : verdictOn(site.format, texts));
    if (verdict?.kind !== 'built' && verdict?.kind !== 'rejected') return undefined;
    if (isInPropagator(site.node) || (!overwrites && !this.destinations.leaves(site))) return undefined;
    const problem = verdict.kind === 'rejected' ? verdict.problem : undefined;
    if (problem === undefined && !overwrites && this.isInjectedToo(site)) return undefined;
    if (this.isDoubled(site, sites) || isMadeUp(resolver, site, verdict.holes)) return undefined;
    const written = new Set(sites.filter((other) => this.isSameCarrier(site, other)).map(({ header }) => header));
    const beside = site.format === 'traceparent' ? (['baggage', 'tracestate'] as const) : (['baggage'] as const);
    // A getter is read when the request is made: in the context of the code around it, with its own names.
    const at = site.kind === 'getter' ? (site.value as TSESTree.FunctionExpression).body : site.node;
    // Where the header may come from elsewhere, it says another context than any here.
    const isOthers = texts && mayBeForwarded(site.format, texts);
    return {
      site,
      problem,
      foreign: verdict.holes.find(({ foreign }) => foreign !== undefined),
      overwrites,
      context: isOthers
        ? undefined
        : problem === 'foreign'
          ? { kind: 'active' }
          : contextOfHoles(resolver, verdict.holes, at),
      leftBehind: beside.filter((name) => !written.has(name)),
    };
  }

  /** Whether the header, or the traceparent beside it, is the second one of an instrumented request. */
  private isDoubled(site: HeaderSite, sites: readonly HeaderSite[]): boolean {
    const { isDoubled = () => false } = this.sources;
    if (site.format === 'traceparent') return isDoubled(site);
    return (
      site.format === 'tracestate' &&
      sites.some((other) => other.format === 'traceparent' && this.isSameCarrier(site, other) && isDoubled(other))
    );
  }

  private isSameCarrier(a: HeaderSite, b: HeaderSite): boolean {
    if (a.kind === 'pair' || b.kind === 'pair') return a.kind === 'pair' && b.kind === 'pair' && a.list === b.list;
    if (a.object === b.object) return true;
    const { sourceCode } = this.sources.resolver;
    const [one, other] = [carrierName(a), carrierName(b)];
    if (one || other)
      return one !== undefined && other !== undefined && variableOf(sourceCode, one) === variableOf(sourceCode, other);
    return sourceCode.getText(unwrap(a.object)) === sourceCode.getText(unwrap(b.object));
  }

  /** Whether the file gives the carrier to `inject` as well: then nothing stays behind. */
  private isInjectedToo(site: HeaderSite): boolean {
    const carrier = carrierName(site);
    const { sourceCode } = this.sources.resolver;
    const variable = carrier && variableOf(sourceCode, carrier);
    return this.sources.injections().some((call) => {
      const given = call.argument('carrier');
      const node = given && unwrap(given);
      if (!node || !variable)
        return (
          (site.kind === 'assignment' || site.kind === 'call') &&
          node !== undefined &&
          sourceCode.getText(node) === sourceCode.getText(unwrap(site.object))
        );
      return node.type === Kind.Identifier && variableOf(sourceCode, node) === variable;
    });
  }
}

/** The variable that holds the carrier of a site, where it stands in one. */
function carrierName(site: HeaderSite): TSESTree.Identifier | undefined {
  if (site.kind === 'pair') return undefined;
  const object = unwrap(site.object);
  if (object.type === Kind.Identifier) return object;
  let { parent }: { parent: TSESTree.Node } = object;
  while (
    parent.type === Kind.TSAsExpression ||
    parent.type === Kind.TSSatisfiesExpression ||
    parent.type === Kind.NewExpression
  )
    parent = parent.parent;
  return parent.type === Kind.VariableDeclarator && parent.id.type === Kind.Identifier ? parent.id : undefined;
}

/**
 * Whether a node is part of a propagator: a class or object with `inject` and one of its other methods, or of that
 * name.
 */
export function isInPropagator(node: TSESTree.Node): boolean {
  for (let current: TSESTree.Node | undefined = node.parent; current; current = current.parent) {
    if (current.type === Kind.ObjectExpression) {
      if (
        isPropagator(
          current.properties.flatMap((member) => (member.type === Kind.Property ? (keyName(member) ?? []) : [])),
        )
      )
        return true;
    } else if (current.type === Kind.ClassDeclaration || current.type === Kind.ClassExpression) {
      // ESLint's own parser has no list where typescript-eslint's has an empty one.
      const { implements: interfaces = [] } = current as {
        readonly implements?: readonly TSESTree.TSClassImplements[];
      };
      const bases = [current.superClass, ...interfaces.map(({ expression }) => expression)];
      const names = [current.id?.name, ...bases.map((base) => base && lastName(base))];
      if (names.some((name) => name?.endsWith('Propagator'))) return true;
      return isPropagator(current.body.body.flatMap((member) => ('key' in member ? (keyName(member) ?? []) : [])));
    }
  }
  return false;
}

function isPropagator(members: readonly string[]): boolean {
  return members.includes('inject') && (members.includes('extract') || members.includes('fields'));
}

function lastName(node: TSESTree.Node): string | undefined {
  if (node.type === Kind.Identifier) return node.name;
  return node.type === Kind.MemberExpression && node.property.type === Kind.Identifier ? node.property.name : undefined;
}
