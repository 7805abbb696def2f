/**
 * Whether an object leaves with a request or message, as the code around it shows: by the property or variable that
 * holds it, the class that is built with it, the function that returns it. What is logged, compared, answered with,
 * described, or read by `extract`, does not leave.
 *
 * *Known limitations*: names decide where types do not; what a function of another file does with an object is unknown,
 * and so is everything else that no name tells: that is no carrier.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingFunction, isFunction, keyName, memberName, parameterOwner, unwrap } from '../../ast';
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
import { functionName, resolveFunction, variableOf } from '../bindings';
import { splitWords } from '../sensitive-data';
import { SAME_VALUE, sureLabel, type ValueFlow, valueFlow } from '../value-flow';
import type { HeaderSite } from './header-sites';
import { nameOfPlace } from './places';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** `stays`: it surely goes nowhere. */
type Destination = 'leaves' | 'stays' | 'unknown';

const MAX_DEPTH = 6;

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
        return this.of(site.list, 0) === 'leaves';
    }
  }

  /** Whether an object literal leaves: where it goes, or else what stands in it tells. */
  private objectLeaves(object: TSESTree.ObjectExpression): boolean {
    const destination = this.of(object, 0);
    if (destination !== 'unknown') return destination === 'leaves';
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
    if (node.type !== Kind.Identifier) return false;
    const variable = variableOf(this.resolver.sourceCode, node);
    return variable !== undefined && this.ofVariable(variable, 0) === 'leaves';
  }

  /** Whether an object with a method that sets is a set of headers, or a request that is being written. */
  private isWriter(object: TSESTree.Expression, method: string): boolean {
    const node = unwrap(object);
    if (this.isResponse(node)) return false;
    if (HEADER_METHODS.has(method))
      return node.type === Kind.Identifier || node.type === Kind.ThisExpression || node.type === Kind.MemberExpression;
    const types = this.resolver.declaredTypesOf(node);
    if (types.some(({ name }) => CARRIER_TYPE_NAMES.has(name))) return !this.staysIn(node);
    const name = nameOfPlace(node);
    if (name === undefined) return false;
    if (node.type === Kind.MemberExpression && this.isResponse(node.object)) return false;
    const words = splitWords(name);
    if (words.some((word) => WRITER_WORDS.has(word)) && !words.some((word) => NO_CARRIER_WORDS.has(word)))
      return !this.staysIn(node);
    if (node.type !== Kind.Identifier) return false;
    if (REQUEST_WRITERS.has(name)) return true;
    const variable = variableOf(this.resolver.sourceCode, node);
    return variable !== undefined && this.ofVariable(variable, 0) === 'leaves';
  }

  private staysIn(node: TSESTree.Node): boolean {
    const variable = node.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
    return variable !== undefined && this.ofVariable(variable, 0) === 'stays';
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
  private ofVariable(variable: TSESLint.Scope.Variable, depth: number): Destination {
    const words = splitWords(variable.name);
    if (words.some((word) => NO_CARRIER_WORDS.has(word))) return 'stays';
    const isNamed = words.some((word) => CARRIER_WORDS.has(word)) || this.isAnnotated(variable);
    const uses = variable.references
      .filter((reference) => reference.isRead())
      .map(({ identifier }) => this.of(identifier, depth + 1));
    if (uses.includes('leaves')) return 'leaves';
    if (uses.includes('stays')) return 'stays';
    return isNamed ? 'leaves' : 'unknown';
  }

  private isAnnotated(variable: TSESLint.Scope.Variable): boolean {
    const annotation = variable.identifiers[0]?.typeAnnotation?.typeAnnotation;
    if (annotation?.type !== Kind.TSTypeReference) return false;
    const { typeName } = annotation;
    const name =
      typeName.type === Kind.TSQualifiedName
        ? typeName.right.name
        : typeName.type === Kind.Identifier
          ? typeName.name
          : '';
    return CARRIER_TYPE_NAMES.has(name);
  }

  /** Where the value of an expression goes. */
  private of(expression: TSESTree.Node, depth: number): Destination {
    if (depth > MAX_DEPTH) return 'unknown';
    const { parent } = expression;
    switch (parent?.type) {
      case Kind.TSAsExpression:
      case Kind.TSNonNullExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSTypeAssertion:
      case Kind.ChainExpression:
      case Kind.AwaitExpression:
      case Kind.SpreadElement:
        return this.of(parent, depth);
      case Kind.ConditionalExpression:
        return parent.test === expression ? 'unknown' : this.of(parent, depth);
      case Kind.LogicalExpression:
        return this.of(parent, depth);
      case Kind.ObjectExpression:
        return this.of(parent, depth);
      case Kind.Property:
        return this.ofProperty(parent, expression, depth);
      case Kind.VariableDeclarator: {
        const variable =
          parent.id.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, parent.id) : undefined;
        return variable && parent.init === expression ? this.ofVariable(variable, depth + 1) : 'unknown';
      }
      case Kind.AssignmentExpression:
        return parent.right === expression ? this.ofTarget(parent.left, depth) : 'unknown';
      case Kind.PropertyDefinition:
        return isCarrierName(keyName(parent) ?? '') ? 'leaves' : 'unknown';
      case Kind.CallExpression:
      case Kind.NewExpression:
        return parent.callee === expression ? 'unknown' : this.ofArgument(parent, expression, depth);
      case Kind.ReturnStatement:
        return this.ofReturned(enclosingFunction(parent), depth);
      case Kind.ArrowFunctionExpression:
        return parent.body === expression ? this.ofReturned(parent, depth) : 'unknown';
      default:
        return 'unknown';
    }
  }

  private ofTarget(target: TSESTree.Node, depth: number): Destination {
    if (target.type === Kind.MemberExpression)
      return isCarrierName(memberName(target) ?? '') && !this.isResponse(target.object) ? 'leaves' : 'unknown';
    const variable = target.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, target) : undefined;
    return variable ? this.ofVariable(variable, depth + 1) : 'unknown';
  }

  private ofProperty(property: TSESTree.Property, value: TSESTree.Node, depth: number): Destination {
    const object = property.parent;
    const name = keyName(property);
    if (object.type !== Kind.ObjectExpression || property.value !== value || name === undefined) return 'unknown';
    const isAnswer = object.properties.some(
      (sibling) => sibling.type === Kind.Property && ANSWER_KEYS.has(keyName(sibling) ?? ''),
    );
    if (isAnswer) return 'stays';
    if (CARRIER_KEYS.has(name)) return this.of(object, depth + 1) === 'stays' ? 'stays' : 'leaves';
    if (ATTRIBUTE_KEYS.has(name)) return isSent(object) ? 'leaves' : 'unknown';
    return this.of(object, depth + 1) === 'stays' ? 'stays' : 'unknown';
  }

  private ofArgument(
    call: TSESTree.CallExpression | TSESTree.NewExpression,
    argument: TSESTree.Node,
    depth: number,
  ): Destination {
    const name = calleeName(call);
    const callee = unwrap(call.callee);
    if (this.resolver.resolve(call)?.operation === 'propagation.inject') return 'unknown';
    if (this.resolver.resolve(call) || name === undefined || SILENT_CALLEES.test(name))
      return name === undefined ? 'unknown' : 'stays';
    const receiver = callee.type === Kind.MemberExpression ? callee.object : undefined;
    if (receiver && this.isResponse(receiver)) return 'stays';
    if (call.type === Kind.NewExpression) {
      if (RESPONSE_CLASSES.has(name) || THROWN_CLASS.test(name)) return 'stays';
      const destination = this.of(call, depth + 1);
      return CARRIER_CLASSES.has(name) && destination === 'unknown' ? 'leaves' : destination;
    }
    const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument);
    if (receiver?.type === Kind.Identifier && receiver.name === 'Object')
      return this.ofObjectFunction(call, name, index, depth);
    const words = splitWords(name);
    if (words.some((word) => NO_CARRIER_WORDS.has(word)) || READING_FUNCTION.test(name)) return 'stays';
    const fn = resolveFunction(this.resolver.sourceCode, callee);
    const parameter = fn?.params[index];
    if (parameter?.type === Kind.Identifier && isCarrierName(parameter.name)) {
      const variable = variableOf(this.resolver.sourceCode, parameter);
      return variable ? this.ofVariable(variable, depth + 1) : 'leaves';
    }
    return words.some((word) => CARRIER_WORDS.has(word)) ? 'leaves' : 'unknown';
  }

  /** `Object.assign(target, object)`, `Object.freeze(object)`, `Object.fromEntries(pairs)`. */
  private ofObjectFunction(call: TSESTree.CallExpression, name: string, index: number, depth: number): Destination {
    if (name !== 'assign' && name !== 'freeze' && name !== 'fromEntries') return 'unknown';
    const [target] = call.arguments;
    if (name === 'assign' && index > 0 && target && target.type !== Kind.SpreadElement && this.isCarrier(target))
      return 'leaves';
    return this.of(call, depth + 1);
  }

  private ofReturned(fn: ReturnType<typeof enclosingFunction>, depth: number): Destination {
    if (!fn || !isFunction(fn)) return 'unknown';
    const name = functionName(fn);
    const words = splitWords(name ?? '');
    if (words.some((word) => NO_CARRIER_WORDS.has(word))) return 'stays';
    if (words.some((word) => CARRIER_FUNCTION_WORDS.has(word))) return 'leaves';
    const { calls } = this.flow.calls.callersOf(fn);
    const uses = calls.slice(0, 8).map((call) => this.of(call, depth + 1));
    return uses.includes('leaves')
      ? 'leaves'
      : uses.length > 0 && uses.every((use) => use === 'stays')
        ? 'stays'
        : 'unknown';
  }
}

function isCarrierName(name: string): boolean {
  const words = splitWords(name);
  return words.some((word) => CARRIER_WORDS.has(word)) && !words.some((word) => NO_CARRIER_WORDS.has(word));
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
