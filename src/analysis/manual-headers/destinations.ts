/**
 * Whether an object leaves with a request or message, as the code around it shows: by the property or variable that
 * holds it, the class that is built with it, the function that returns it. What is logged, compared, answered with,
 * described, or read by `extract`, does not leave.
 *
 * *Known limitations*: names decide where types do not; what a function of another file does with an object is unknown,
 * and so is everything else that no name tells: that is no carrier.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, enclosingFunction, keyName, memberName, parameterOwner, unwrap } from '../../ast';
import {
  ANSWER_KEYS,
  ANSWER_PARAMETER,
  ATTRIBUTE_KEYS,
  CARRIER_CLASSES,
  CARRIER_FUNCTION_WORDS,
  CARRIER_KEYS,
  CARRIER_TYPE_NAMES,
  CARRIER_WORDS,
  HEADER_KEYS,
  HEADER_METHODS,
  NO_CARRIER_WORDS,
  READING_FUNCTION,
  REQUEST_WRITERS,
  RESPONSE_CLASSES,
  RESPONSE_NAMES,
  RESPONSE_TYPE_NAMES,
  SENDING_NAME,
  SILENT_CALLEES,
  THROWN_CLASS,
  WRITER_WORDS,
} from '../../model/traceparent';
import type { ApiResolver } from '../api-resolution';
import { functionName, variableOf } from '../bindings';
import { splitWords } from '../sensitive-data';
import { type FlowStep, SAME_VALUE, sureLabel, type ValueFlow, valueFlow } from '../value-flow';
import type { HeaderSite } from './header-sites';
import { nameOfPlace } from './places';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** `stays`: it surely goes nowhere. Where neither is known, there is none. */
type Destination = 'leaves' | 'stays';

export class Destinations {
  private readonly flow: ValueFlow;

  constructor(private readonly resolver: ApiResolver) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** Whether the header that a site writes leaves with a request or message. */
  leaves(site: HeaderSite): boolean {
    const isEnvironment = site.written !== '' && site.written === site.written.toUpperCase() && site.format !== 'other';
    switch (site.kind) {
      case 'property':
      case 'getter':
        return isEnvironment ? this.isEnvironment(site.object) : this.objectLeaves(site.object);
      case 'assignment':
        return isEnvironment ? isProcessEnvironment(site.object) : this.isCarrier(site.object);
      case 'call':
        return this.isWriter(site.object, site.method);
      case 'pair':
        return this.of(site.list) === 'leaves';
    }
  }

  /** Whether an object literal leaves: where it goes, or else what stands in it tells. */
  private objectLeaves(object: TSESTree.ObjectExpression): boolean {
    const destination = this.of(object);
    if (destination) return destination === 'leaves';
    return object.properties.some((property) => {
      if (property.type === Kind.Property) return HEADER_KEYS.test(keyName(property) ?? '');
      const spread = unwrap(property.argument);
      return isCarrierName(nameOfPlace(spread) ?? '');
    });
  }

  /** Whether an object literal is the environment of a child process. */
  private isEnvironment(object: TSESTree.ObjectExpression): boolean {
    const { parent } = object;
    if (parent.type === Kind.Property) return keyName(parent) === 'env' && parent.value === object;
    const { id } = parent.type === Kind.VariableDeclarator ? parent : { id: undefined };
    return id?.type === Kind.Identifier && /env(?:ironment)?$/i.test(id.name);
  }

  /** Whether an expression that a header is assigned to carries headers. */
  private isCarrier(object: TSESTree.Expression): boolean {
    const node = unwrap(object);
    if (node.type === Kind.MemberExpression) {
      const name = memberName(node);
      return (
        name !== undefined && isCarrierName(name) && !this.isResponse(node.object) && !this.isIncoming(node.object)
      );
    }
    return this.ofName(node) === 'leaves';
  }

  /** Whether an object with a method that sets is a set of headers, or a request that is being written. */
  private isWriter(object: TSESTree.Expression, method: string): boolean {
    const node = unwrap(object);
    if (this.isResponse(node)) return false;
    if (HEADER_METHODS.has(method))
      return node.type === Kind.Identifier || node.type === Kind.ThisExpression || node.type === Kind.MemberExpression;
    const types = this.resolver.declaredTypesOf(node);
    if (types.some(({ name }) => CARRIER_TYPE_NAMES.has(name))) return this.ofName(node) !== 'stays';
    const name = nameOfPlace(node);
    if (name === undefined) return false;
    if (node.type === Kind.MemberExpression && this.isResponse(node.object)) return false;
    if (hasWord(name, WRITER_WORDS) && !hasWord(name, NO_CARRIER_WORDS)) return this.ofName(node) !== 'stays';
    if (node.type !== Kind.Identifier) return false;
    return REQUEST_WRITERS.has(name) || this.ofName(node) === 'leaves';
  }

  /** Whether an expression is, or belongs to, the answer to a request. */
  private isResponse(expression: TSESTree.Node): boolean {
    const node = unwrap(expression);
    const name = nameOfPlace(node);
    if (name !== undefined && RESPONSE_NAMES.test(name)) return true;
    if (node.type === Kind.MemberExpression && this.isResponse(node.object)) return true;
    if (node.type === Kind.Identifier) {
      const { flows } = this.flow.backward(node, {
        label: (place) => (place.path.length === 0 && isAnswer(place.node) ? true : undefined),
        kinds: SAME_VALUE,
      });
      if (flows.length > 0) return true;
    }
    if (!/^[\w$]+$/.test(name ?? '')) return false;
    const types = this.resolver.declaredTypesOf(node);
    return (
      types.some((type) => RESPONSE_TYPE_NAMES.has(type.name)) &&
      !types.some((type) => CARRIER_TYPE_NAMES.has(type.name))
    );
  }

  /**
   * Whether an expression is the request that a handler was given: what is written to it has arrived, and is read here.
   */
  private isIncoming(expression: TSESTree.Node): boolean {
    const answer = this.flow.backward(expression, {
      label: ({ node, path }) => {
        const fn = parameterOwner(node);
        if (!fn || path.length > 0) return undefined;
        const next = fn.params[fn.params.indexOf(node as TSESTree.Parameter) + 1];
        return next?.type === Kind.Identifier && ANSWER_PARAMETER.test(next.name);
      },
      kinds: SAME_VALUE,
    });
    return sureLabel(answer) ?? false;
  }

  /** What becomes of a variable: its name and its reads tell. */
  private ofName(node: TSESTree.Node): Destination | undefined {
    const variable = node.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
    const [name] = variable?.identifiers ?? [];
    if (!variable || !name) return undefined;
    if (hasWord(name.name, NO_CARRIER_WORDS)) return 'stays';
    const reads = variable.references.filter((reference) => reference.isRead());
    return this.of(...reads.map(({ identifier }) => identifier)) ?? (isNamed(name) ? 'leaves' : undefined);
  }

  /** Where the value of expressions goes. */
  private of(...expressions: readonly TSESTree.Node[]): Destination | undefined {
    const { flows } = this.flow.forward(
      expressions.map((node) => ({ node, path: [] })),
      {
        label: ({ node, path }) => this.labelOf(node, path.length === 0),
        also: ({ node, path }) => (path.length === 0 ? this.copiesOf(node) : []),
        fallback: ({ node, path }, { labels }) => (path.length === 0 ? this.nameOf(node, labels) : undefined),
        kinds: SAME_VALUE,
      },
    );
    return flows.some(({ label }) => label === 'leaves') ? 'leaves' : flows[0]?.label;
  }

  /** @param isWhole Whether the value itself is at the place, and not an object that holds it. */
  private labelOf(node: TSESTree.Node, isWhole: boolean): Destination | undefined {
    const { parent } = node;
    switch (parent?.type) {
      case Kind.Property: {
        const object = parent.parent;
        if (object.type !== Kind.ObjectExpression || parent.value !== node) return undefined;
        if (object.properties.some((each) => each.type === Kind.Property && ANSWER_KEYS.has(keyName(each) ?? '')))
          return 'stays';
        return isWhole && ATTRIBUTE_KEYS.has(keyName(parent) ?? '') && isSent(object) ? 'leaves' : undefined;
      }
      case Kind.AssignmentExpression:
      case Kind.VariableDeclarator: {
        const target = targetOf(parent, node);
        if (target?.type === Kind.Identifier) return hasWord(target.name, NO_CARRIER_WORDS) ? 'stays' : undefined;
        if (!isWhole || target?.type !== Kind.MemberExpression) return undefined;
        return isCarrierName(memberName(target) ?? '') && !this.isResponse(target.object) ? 'leaves' : undefined;
      }
      case Kind.PropertyDefinition:
        return isWhole && isCarrierName(keyName(parent) ?? '') ? 'leaves' : undefined;
      case Kind.CallExpression:
      case Kind.NewExpression:
        return parent.callee === node ? undefined : this.ofArgument(parent, node, isWhole);
      case Kind.ReturnStatement:
      case Kind.ArrowFunctionExpression: {
        const returning = parent.type === Kind.ReturnStatement ? enclosingFunction(parent) : parent;
        const isResult = parent.type === Kind.ReturnStatement || parent.body === node;
        const name = (isResult && returning && functionName(returning)) || '';
        if (hasWord(name, NO_CARRIER_WORDS)) return 'stays';
        return isWhole && hasWord(name, CARRIER_FUNCTION_WORDS) ? 'leaves' : undefined;
      }
      default:
        return undefined;
    }
  }

  private ofArgument(call: CallNode, argument: TSESTree.Node, isWhole: boolean): Destination | undefined {
    const name = calleeName(call);
    const callee = unwrap(call.callee);
    const operation = this.resolver.resolve(call)?.operation;
    if (name === undefined || operation === 'propagation.inject') return undefined;
    if (operation || SILENT_CALLEES.test(name)) return 'stays';
    const receiver = callee.type === Kind.MemberExpression ? callee.object : undefined;
    if (receiver && this.isResponse(receiver)) return 'stays';
    if (call.type === Kind.NewExpression)
      return RESPONSE_CLASSES.has(name) || THROWN_CLASS.test(name) ? 'stays' : undefined;
    if (isObject(receiver)) {
      const [target] = call.arguments;
      const isInto = isWhole && name === 'assign' && target !== argument && target?.type === Kind.MemberExpression;
      return isInto && this.isCarrier(target) ? 'leaves' : undefined;
    }
    return hasWord(name, NO_CARRIER_WORDS) || READING_FUNCTION.test(name) ? 'stays' : undefined;
  }

  /** What else carries the headers then: `{ ...headers }`, `new Headers(headers)`, `Object.assign(target, headers)`. */
  private copiesOf(node: TSESTree.Node): readonly FlowStep[] {
    const { parent } = node;
    const copy = (to: TSESTree.Node): FlowStep => ({ kind: 'copy', to, site: to });
    if (parent?.type === Kind.SpreadElement && parent.parent.type === Kind.ObjectExpression)
      return [copy(parent.parent)];
    if (parent?.type === Kind.NewExpression && parent.callee !== node) return [copy(parent)];
    if (parent?.type !== Kind.CallExpression || parent.callee.type !== Kind.MemberExpression) return [];
    const name = memberName(parent.callee);
    if (!isObject(parent.callee.object) || (name !== 'assign' && name !== 'fromEntries')) return [];
    const [target] = parent.arguments;
    const sites = name === 'assign' && target && target !== node ? this.flow.objects.sitesOf(target).steps : [];
    return [copy(parent), ...sites];
  }

  /** What names say where the code behind does not. */
  private nameOf(node: TSESTree.Node, labels: ReadonlySet<Destination>): Destination | undefined {
    const { parent } = node;
    if (parent?.type === Kind.Property && parent.value === node && CARRIER_KEYS.has(keyName(parent) ?? ''))
      return labels.has('leaves') || !labels.has('stays') ? 'leaves' : 'stays';
    if (labels.size > 0) return undefined;
    const target = parameterOwner(node) ? node : targetOf(parent, node);
    if (target?.type === Kind.Identifier) return isNamed(target) ? 'leaves' : undefined;
    const isCarried =
      (parent?.type === Kind.NewExpression && CARRIER_CLASSES.has(calleeName(parent) ?? '')) ||
      (parent?.type === Kind.CallExpression && hasWord(calleeName(parent) ?? '', CARRIER_WORDS));
    return isCarried && parent.callee !== node ? 'leaves' : undefined;
  }
}

const hasWord = (name: string, words: ReadonlySet<string>): boolean => splitWords(name).some((word) => words.has(word));

const isObject = (node: TSESTree.Node | undefined): boolean => node?.type === Kind.Identifier && node.name === 'Object';

/** What a value is bound or assigned to. */
function targetOf(parent: TSESTree.Node | undefined, value: TSESTree.Node): TSESTree.Node | undefined {
  if (parent?.type === Kind.VariableDeclarator) return parent.init === value ? parent.id : undefined;
  return parent?.type === Kind.AssignmentExpression && parent.right === value ? parent.left : undefined;
}

/** Whether the name of a variable, or the type that it is declared with, says that it carries headers. */
function isNamed({ name, typeAnnotation }: TSESTree.Identifier): boolean {
  const annotation = typeAnnotation?.typeAnnotation;
  const type = annotation?.type === Kind.TSTypeReference ? annotation.typeName : undefined;
  const typeName = type?.type === Kind.TSQualifiedName ? type.right : type;
  const isTyped = typeName?.type === Kind.Identifier && CARRIER_TYPE_NAMES.has(typeName.name);
  return isTyped ? !hasWord(name, NO_CARRIER_WORDS) : isCarrierName(name);
}

function isCarrierName(name: string): boolean {
  return hasWord(name, CARRIER_WORDS) && !hasWord(name, NO_CARRIER_WORDS);
}

/** `process.env`. */
function isProcessEnvironment(object: TSESTree.Expression): boolean {
  const node = unwrap(object);
  return (
    node.type === Kind.MemberExpression &&
    memberName(node) === 'env' &&
    node.object.type === Kind.Identifier &&
    node.object.name === 'process'
  );
}

/** Whether an object literal is part of what a call sends: `topic.publishMessage({ attributes })`. */
function isSent(object: TSESTree.ObjectExpression): boolean {
  let node: TSESTree.Node = object;
  for (let { parent } = node as TSESTree.Node; parent; node = parent, parent = parent.parent) {
    if (parent.type === Kind.CallExpression || parent.type === Kind.NewExpression)
      return parent.callee !== node && SENDING_NAME.test(calleeName(parent) ?? '');
    if (parent.type !== Kind.Property && parent.type !== Kind.ObjectExpression && parent.type !== Kind.ArrayExpression)
      return false;
  }
  return false;
}

/** `new Response(…)`, `NextResponse.next()`, `Response.json()`. */
function isAnswer(node: TSESTree.Node): boolean {
  if (node.type === Kind.NewExpression) return RESPONSE_CLASSES.has(calleeName(node) ?? '');
  if (node.type !== Kind.CallExpression || node.callee.type !== Kind.MemberExpression) return false;
  const { object } = node.callee;
  return object.type === Kind.Identifier && RESPONSE_CLASSES.has(object.name);
}
