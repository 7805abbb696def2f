/**
 * What a file sets up: the context manager that it registers, the instrumentations that it makes. The statements are
 * those of the SDK: `setGlobalContextManager(new X())`, `provider.register({ contextManager })`, `new NodeSDK()`,
 * `new XInstrumentation()` (which is on as soon as it is made), `getNodeAutoInstrumentations()`, and the entry of a
 * distribution.
 *
 * *Known limitations*: it does not ask whether the statement runs. An instrumentation that is made from a list of names,
 * or by a function of another file, is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type CallNode,
  isNothing,
  keyName,
  literalString,
  memberName,
  propertyValue,
  unwrap,
} from '../../ast';
import { CONTEXT_MANAGER_CLASSES, type DetectedManager, MANAGER_INSTALLERS } from '../../model/context-managers';
import { distributionOf, DISTRIBUTIONS } from '../../model/distributions';
import { librariesInstrumentedBy } from '../../model/instrumented-clients';
import { type ExportRef, resolveExport } from '../api-resolution';
import { variableOf } from '../bindings';
import type { SetUp } from '../project';
import { SAME_VALUE, soleValueOf, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Every file with a statement of a set-up matches this; most others do not. */
const TRACES =
  /\b(?:setGlobalContextManager|NodeSDK|(?:Node|Web)TracerProvider|getNodeAutoInstrumentations)\b|\bnew\s+[\w$.]+Instrumentation\s*\(/;

/** An import of a distribution, or of a part of one. Their names hold nothing that a pattern reads otherwise but `.`. */
const DISTRIBUTION = new RegExp(`['"](?:${DISTRIBUTIONS.flatMap(({ packages }) => packages).join('|')})['"/]`);

/** Whether a text may hold a statement of a set-up: a look at it, before anything is parsed. */
export const mentionsSetUp = (text: string): boolean => TRACES.test(text) || DISTRIBUTION.test(text);

/** What the calls of a file set up. */
export function setUpIn(sourceCode: TSESLint.SourceCode, calls: readonly CallNode[]): SetUp {
  const managers = new Set<DetectedManager>();
  const instrumented = new Set<string>();
  const switchedOff = new Set<string>();
  let instrumentsUnknown = false;
  for (const call of calls) {
    const manager = registeredManager(sourceCode, call);
    if (manager) managers.add(manager);
    const libraries = madeInstrumentation(sourceCode, call);
    if (libraries === 'unknown') instrumentsUnknown = true;
    else for (const library of libraries) instrumented.add(library);
    for (const library of excludedLibraries(sourceCode, call)) switchedOff.add(library);
  }
  for (const library of switchedOff) instrumented.delete(library);
  return { managers, instrumented, switchedOff, instrumentsUnknown };
}

/** The context manager that a call registers. */
function registeredManager(sourceCode: TSESLint.SourceCode, call: CallNode): DetectedManager | undefined {
  const name = calleeName(call);
  const [first] = call.arguments;
  if (call.type === Kind.CallExpression && name === 'setGlobalContextManager')
    return (first && managerOf(sourceCode, first)) ?? undefined;
  if (call.type === Kind.CallExpression && name === 'register') {
    const callee = unwrap(call.callee);
    const providers = callee.type === Kind.MemberExpression ? constructions(sourceCode, callee.object) : undefined;
    const installers = providers?.flatMap((provider) =>
      provider.type === Kind.NewExpression ? [installerName(sourceCode, provider) ?? ''] : [],
    );
    const installed = shared(installers?.map((installer) => MANAGER_INSTALLERS[installer]) ?? []);
    const options = first && objectOf(sourceCode, first);
    const isWhole = !first || options?.properties.every(({ type }) => type === Kind.Property);
    return given(sourceCode, options, installed && !isWhole ? 'unknown' : installed);
  }
  const ref = resolveExport(sourceCode, call.callee);
  if (call.type === Kind.NewExpression && name !== undefined && installerName(sourceCode, call) === 'NodeSDK')
    return given(sourceCode, first && objectOf(sourceCode, first), MANAGER_INSTALLERS['NodeSDK']);
  const distribution = ref && distributionOf(ref.package);
  // `registerOTel()`, `new HoneycombSDK()`; a `new` of another class sets nothing up.
  const isEntry = call.type === Kind.CallExpression || /SDK$/.test(ref?.path.at(-1) ?? '');
  return distribution && isEntry ? distribution.contextManager : undefined;
}

/** The class of a construction that may install a manager; of a class of the file, that of its base. */
function installerName(sourceCode: TSESLint.SourceCode, construction: CallNode): string | undefined {
  const callee = unwrap(construction.callee);
  const definition = callee.type === Kind.Identifier ? variableOf(sourceCode, callee)?.defs[0]?.node : undefined;
  const base = definition?.type === Kind.ClassDeclaration ? definition.superClass : undefined;
  return lastName(sourceCode, base ?? construction.callee);
}

/** The object literal that an argument is, or that its name stands for. */
function objectOf(sourceCode: TSESLint.SourceCode, argument: TSESTree.Node): TSESTree.ObjectExpression | undefined {
  const object = soleValueOf(valueFlow(sourceCode), argument);
  return object?.type === Kind.ObjectExpression ? object : undefined;
}

/**
 * The context manager in an options object, or the one that is installed without it. With `contextManager: null` none
 * is: somebody else registers it (run on SDK 2.x).
 */
function given(
  sourceCode: TSESLint.SourceCode,
  options: TSESTree.ObjectExpression | undefined,
  installed: DetectedManager | undefined,
): DetectedManager | undefined {
  const value = options && propertyValue(options, 'contextManager');
  const manager = value && managerOf(sourceCode, value);
  return manager === null ? undefined : (manager ?? installed);
}

/** What a context manager is, by the class that it is made of; null and undefined as they are. */
function managerOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): DetectedManager | null | undefined {
  const managers = constructions(sourceCode, expression)?.map((made) => {
    if (made.type === Kind.NewExpression)
      return CONTEXT_MANAGER_CLASSES[lastName(sourceCode, made.callee) ?? ''] ?? 'own';
    return made.type === Kind.Literal ? null : undefined;
  });
  return managers ? shared(managers) : 'unknown';
}

/** The manager that all of several are. */
const shared = <T>([first, ...others]: readonly T[]): T | 'unknown' | undefined =>
  others.every((other) => other === first) ? first : 'unknown';

/**
 * The constructions that a value may come from, `new X()`, `new X().enable()`, and words for nothing; no list where it
 * may come from elsewhere.
 */
function constructions(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
): readonly TSESTree.Node[] | undefined {
  const { flows, others, unknown } = valueFlow(sourceCode).backward(expression, {
    label: ({ node, path }) => (path.length === 0 && node.type === Kind.NewExpression ? node : undefined),
    instead: ({ node }) => {
      const callee = node.type === Kind.CallExpression ? unwrap(node.callee) : undefined;
      const isEnabled = callee?.type === Kind.MemberExpression && memberName(callee) === 'enable';
      return isEnabled ? [{ kind: 'copy', to: callee.object, site: node }] : undefined;
    },
    kinds: SAME_VALUE,
  });
  const isKnown = others.every(({ node }) => isNothing(node)) && unknown.every(({ cause }) => cause === 'escape');
  return isKnown ? [...flows, ...others].map(({ node }) => node) : undefined;
}

/** The name of a class, as its package exports it. */
function lastName(sourceCode: TSESLint.SourceCode, named: TSESTree.Node): string | undefined {
  const ref = resolveExport(sourceCode, named);
  if (ref) return isOpenTelemetry(ref) ? ref.path.at(-1) : undefined;
  const callee = unwrap(named);
  return callee.type === Kind.Identifier && !variableOf(sourceCode, callee) ? callee.name : undefined;
}

const isOpenTelemetry = (ref: ExportRef): boolean => /^@(?:opentelemetry|sentry)\//.test(ref.package);

/** The libraries whose instrumentation a call makes. */
function madeInstrumentation(sourceCode: TSESLint.SourceCode, call: CallNode): readonly string[] | 'unknown' {
  const name = calleeName(call) ?? '';
  const isInstrumentation = call.type === Kind.NewExpression && /Instrumentation$/.test(name);
  if (!isInstrumentation && call.type === Kind.NewExpression) return [];
  if (isInstrumentation && isSwitchedOff(call.arguments[0])) return [];
  const ref = resolveExport(sourceCode, call.callee);
  if (!ref || ref.package.startsWith('.')) return isInstrumentation ? 'unknown' : [];
  const libraries = librariesInstrumentedBy(ref.package);
  if (libraries.length > 0) return libraries;
  return isInstrumentation || distributionOf(ref.package)?.instruments === 'unknown' ? 'unknown' : [];
}

/** Whether options say `enabled: false`. */
function isSwitchedOff(options: TSESTree.Node | undefined): boolean {
  const node = options && unwrap(options);
  const enabled = node?.type === Kind.ObjectExpression ? propertyValue(node, 'enabled') : undefined;
  return enabled?.type === Kind.Literal && enabled.value === false;
}

/** The libraries that `getNodeAutoInstrumentations({ '@opentelemetry/instrumentation-x': { enabled: false } })` omits. */
function excludedLibraries(sourceCode: TSESLint.SourceCode, call: CallNode): readonly string[] {
  const [options] = call.arguments;
  if (!options || !/AutoInstrumentations$/.test(calleeName(call) ?? '')) return [];
  const properties = objectOf(sourceCode, options)?.properties ?? [];
  return properties.flatMap((property) => {
    if (property.type !== Kind.Property || !isSwitchedOff(property.value)) return [];
    const key = keyName(property) ?? literalString(property.key);
    return key === undefined ? [] : librariesInstrumentedBy(key);
  });
}
