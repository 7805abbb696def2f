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
import { calleeName, keyName, literalString, memberName, propertyValue, unwrap } from '../../ast';
import { CONTEXT_MANAGER_CLASSES, type DetectedManager, MANAGER_INSTALLERS } from '../../model/context-managers';
import { distributionOf, DISTRIBUTIONS } from '../../model/distributions';
import { librariesInstrumentedBy } from '../../model/instrumented-clients';
import { type ExportRef, resolveExport } from '../api-resolution';
import { definitionsOf, thisHolder, variableOf, walkAll } from '../bindings';
import type { SetUp } from '../project';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

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
    return first && managerOf(sourceCode, first);
  if (call.type === Kind.CallExpression && name === 'register') {
    const callee = unwrap(call.callee);
    const provider = callee.type === Kind.MemberExpression ? constructed(sourceCode, callee.object) : undefined;
    const installed = provider && MANAGER_INSTALLERS[installerName(sourceCode, provider) ?? ''];
    return given(sourceCode, first) ?? (installed && first && !isWhole(first) ? 'unknown' : installed);
  }
  const ref = resolveExport(sourceCode, call.callee);
  if (call.type === Kind.NewExpression && name !== undefined && installerName(sourceCode, call) === 'NodeSDK')
    return given(sourceCode, first) ?? MANAGER_INSTALLERS['NodeSDK'];
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

/** Whether every property of an argument is written out. */
const isWhole = (argument: TSESTree.Node): boolean => {
  const node = unwrap(argument);
  return node.type === Kind.ObjectExpression && node.properties.every(({ type }) => type === Kind.Property);
};

/** The context manager in an options object. */
function given(sourceCode: TSESLint.SourceCode, options: TSESTree.Node | undefined): DetectedManager | undefined {
  const node = options && unwrap(options);
  const value = node?.type === Kind.ObjectExpression ? propertyValue(node, 'contextManager') : undefined;
  return value && managerOf(sourceCode, value);
}

/** What a context manager is, by the class that it is made of. */
function managerOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): DetectedManager | undefined {
  const node = unwrap(expression);
  if (node.type === Kind.Literal && node.value === null) return undefined;
  if (node.type === Kind.ConditionalExpression) {
    const [one, other] = [managerOf(sourceCode, node.consequent), managerOf(sourceCode, node.alternate)];
    return one === other ? one : 'unknown';
  }
  const construction = constructed(sourceCode, node);
  if (!construction) return 'unknown';
  const name = lastName(sourceCode, construction.callee);
  return (name === undefined ? undefined : CONTEXT_MANAGER_CLASSES[name]) ?? 'own';
}

/** The construction that a value comes from: `new X()`, `new X().enable()`, or a variable or field that holds one. */
function constructed(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): TSESTree.NewExpression | undefined {
  let node = unwrap(expression);
  const seen = new Set<TSESTree.Node>();
  while (!seen.has(node)) {
    seen.add(node);
    if (node.type === Kind.NewExpression) return node;
    if (node.type === Kind.CallExpression) {
      const callee = unwrap(node.callee);
      if (callee.type !== Kind.MemberExpression || memberName(callee) !== 'enable') return undefined;
      node = unwrap(callee.object);
    } else {
      const values = node.type === Kind.Identifier ? valuesOf(sourceCode, node) : fieldValues(sourceCode, node);
      const [only] = values;
      if (values.length !== 1 || !only) return undefined;
      node = only;
    }
  }
  return undefined;
}

/** What a variable is set to. */
function valuesOf(sourceCode: TSESLint.SourceCode, node: TSESTree.Identifier): readonly TSESTree.Expression[] {
  const variable = variableOf(sourceCode, node);
  return (variable ? definitionsOf(variable) : []).flatMap((definition) =>
    definition.kind === 'value' && definition.path.length === 0 ? [unwrap(definition.value)] : [],
  );
}

/** What a field of the class around is set to: where it is declared, and by assignment. */
function fieldValues(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): readonly TSESTree.Expression[] {
  if (node.type !== Kind.MemberExpression || unwrap(node.object).type !== Kind.ThisExpression) return [];
  const name = fieldName(node);
  const holder = thisHolder(node);
  const values: TSESTree.Expression[] = [];
  if (!holder || name === undefined || holder.type === Kind.ObjectExpression) return values;
  walkAll(sourceCode, holder.body, (part) => {
    if (part.type === Kind.PropertyDefinition && part.value && keyName(part) === name) values.push(unwrap(part.value));
    if (part.type !== Kind.AssignmentExpression || part.left.type !== Kind.MemberExpression) return;
    const isField = part.left.object.type === Kind.ThisExpression && fieldName(part.left) === name;
    if (isField) values.push(unwrap(part.right));
  });
  return values;
}

/** The name of a field: `#name` without its `#`, as `keyName` gives it. */
const fieldName = (node: TSESTree.MemberExpression): string | undefined =>
  node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);

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
  const given = unwrap(options);
  const [node = given] = given.type === Kind.Identifier ? valuesOf(sourceCode, given) : [];
  if (node.type !== Kind.ObjectExpression) return [];
  return node.properties.flatMap((property) => {
    if (property.type !== Kind.Property || !isSwitchedOff(property.value)) return [];
    const key = keyName(property) ?? literalString(property.key);
    return key === undefined ? [] : librariesInstrumentedBy(key);
  });
}
