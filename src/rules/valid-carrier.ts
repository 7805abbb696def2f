import type { TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { carrierFault, type CarrierFault, type Throwaway } from '../analysis/carriers';
import type { Edit } from '../fixes';
import { SHAPE_WORDS } from '../model/carriers';
import * as repair from '../repairs/carrier';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type Fault =
  | 'asyncGetter'
  | 'bareFunction'
  | 'capitalKey'
  | 'copy'
  | 'default'
  | 'extractsNothing'
  | 'injectsNothing'
  | 'noContext'
  | 'replacingSetter'
  | 'swappedArguments'
  | 'swappedParameters'
  | 'unread'
  | 'unreadDefault'
  | 'unreferenced'
  | 'usesResult';
type Repair =
  | 'addContext'
  | 'addToOld'
  | 'fillDeclared'
  | 'fromEntries'
  | 'keepDefault'
  | 'lowerKey'
  | 'swapArguments'
  | 'swapParameters'
  | 'takeHeaders'
  | 'useAccessor'
  | 'useOriginal'
  | 'wrapFunction';

const ACCESSOR_FAULTS = {
  async: 'asyncGetter',
  function: 'bareFunction',
  replaces: 'replacingSetter',
  swapped: 'swappedParameters',
} as const;
const ACCESSOR_REPAIRS = {
  async: 'wrapFunction',
  function: 'wrapFunction',
  replaces: 'addToOld',
  swapped: 'swapParameters',
} as const;

export const validCarrier = createRule<[], Fault | Repair>({
  name: 'valid-carrier',
  meta: {
    type: 'problem',
    docs: {
      description:
        "Require 'extract' and 'inject' to get a carrier that their getter or setter understands, and that is sent",
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      extractsNothing:
        "'extract()' finds nothing in '{{ carrier }}', which {{ words }}: the default getter reads lower-case properties of a plain object. The trace and the baggage of the sender are lost.",
      injectsNothing:
        "'inject()' writes plain properties to '{{ carrier }}', which {{ words }}: no header leaves, and the receiver starts a trace of its own.",
      unreferenced:
        "'inject()' fills an object that nobody else holds: no header leaves, and the receiver starts a trace of its own.",
      copy: "'inject()' fills a copy of '{{ original }}', which stays as it is: no header leaves, and the receiver starts a trace of its own.",
      default:
        "Where '{{ target }}' is missing, 'inject()' fills an object that nobody else holds: no header leaves, and the receiver starts a trace of its own.",
      unread:
        "Nothing reads '{{ name }}' of line {{ line }}, which 'inject()' fills: no header leaves, and the receiver starts a trace of its own.",
      unreadDefault:
        "Where '{{ target }}' is missing, 'inject()' fills '{{ name }}' of line {{ line }}, which nothing else reads: no header leaves, and the receiver starts a trace of its own.",
      usesResult:
        "'inject()' returns nothing, it fills its carrier: what takes the result gets 'undefined', and no header leaves.",
      swappedArguments:
        "'{{ call }}()' takes the context first and the carrier second: this way round nothing is {{ done }}.",
      noContext: "'{{ call }}()' takes a context first, and gets '{{ carrier }}' as one: {{ consequence }}.",
      bareFunction:
        "The {{ accessor }} of '{{ call }}()' is a function, not an object with '{{ method }}': nothing is {{ done }}.",
      asyncGetter:
        "'get' of this getter returns a promise, which no propagator awaits: nothing is read from the carrier.",
      swappedParameters:
        "'{{ method }}' gets the carrier first and the key second, and this one takes them the other way round: nothing is {{ done }}.",
      replacingSetter:
        "'set' puts a new object in place of the old one for every header: only the last header is left, or none.",
      capitalKey:
        "The default getter looks for '{{ lower }}' and does not find '{{ name }}': the trace and the baggage of the sender are lost.",
      addContext: "Pass 'context.active()' as the context.",
      addToOld: 'Add the header to what is there.',
      fillDeclared: 'Declare the carrier first, and fill it then.',
      fromEntries: "Make a plain object of '{{ carrier }}'.",
      keepDefault: "Keep the new object in '{{ target }}'.",
      lowerKey: "Write '{{ lower }}'.",
      swapArguments: 'Swap the arguments.',
      swapParameters: 'Swap the parameters.',
      takeHeaders: "Pass '{{ path }}' of it.",
      useAccessor: 'Pass a {{ accessor }} that understands it.',
      useOriginal: "Fill '{{ original }}' itself.",
      wrapFunction: 'Pass an object with the function as its method.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    const textOf = (node: TSESTree.Node): string => {
      const text = sourceCode.getText(node).replace(/\s+/g, ' ');
      return text.length > 40 ? `${text.slice(0, 38)}…` : text;
    };

    function report(
      node: TSESTree.Node,
      messageId: Fault,
      data: Readonly<Record<string, string>>,
      edits: Readonly<Partial<Record<Repair, Edit | undefined>>>,
    ): void {
      const suggest = Object.entries<Edit | undefined>(edits).flatMap(([id, fix]) =>
        fix ? [{ messageId: id as Repair, data, fix }] : [],
      );
      context.report({ node, messageId, data, suggest });
    }

    function reportThrowaway(call: ResolvedCall, carrier: TSESTree.Expression, throwaway: Throwaway): void {
      const value = throwaway.kind === 'local' ? throwaway.value : throwaway;
      const data = {
        ...(value.kind === 'default' && { target: textOf(value.target) }),
        ...(value.kind === 'copy' && value.of && { original: textOf(value.of) }),
        ...(throwaway.kind === 'local' && { name: throwaway.name, line: String(throwaway.declaration.loc.start.line) }),
      };
      const edits = {
        useOriginal: repair.useOriginal(file, call, carrier, throwaway),
        keepDefault: repair.keepDefault(file, throwaway),
      };
      if (throwaway.kind === 'local')
        report(carrier, value.kind === 'default' ? 'unreadDefault' : 'unread', data, edits);
      else if (throwaway.kind === 'copy' && throwaway.of) report(carrier, 'copy', data, edits);
      else report(carrier, throwaway.kind === 'default' ? 'default' : 'unreferenced', data, edits);
    }

    function reportShape(
      call: ResolvedCall,
      { carrier, finding }: Extract<CarrierFault, { kind: 'shape' }>,
      isExtract: boolean,
    ): void {
      const words = `${finding.isPartly ? 'in one of its types ' : ''}${SHAPE_WORDS[finding.shape]}`;
      const data = {
        carrier: textOf(carrier),
        words,
        accessor: isExtract ? 'getter' : 'setter',
        path: finding.inner?.path.join('.') ?? '',
      };
      report(carrier, isExtract ? 'extractsNothing' : 'injectsNothing', data, {
        takeHeaders: repair.takeHeaders(file, call, carrier, finding),
        fromEntries: isExtract ? repair.givePlainObject(file, call, carrier, finding) : undefined,
        useAccessor: repair.giveAccessor(file, call, carrier, finding),
      });
    }

    return file.onOperation(['propagation.extract', 'propagation.inject'], (call) => {
      const fault = carrierFault(file.resolver, file.carriers, call, () => file.operations('propagation.inject'));
      if (!fault) return;
      const isExtract = call.operation === 'propagation.extract';
      const words = {
        call: isExtract ? 'extract' : 'inject',
        done: isExtract ? 'read' : 'written',
        method: isExtract ? 'get' : 'set',
        accessor: isExtract ? 'getter' : 'setter',
      };
      switch (fault.kind) {
        case 'swapped':
          report(fault.node, 'swappedArguments', words, { swapArguments: repair.swapArguments(file, call) });
          break;
        case 'noContext': {
          const consequence = isExtract ? 'it throws when it reads the carrier' : 'nothing is written';
          report(
            fault.node,
            'noContext',
            { ...words, carrier: textOf(fault.node), consequence },
            { addContext: repair.insertActiveContext(file, call) },
          );
          break;
        }
        case 'result':
          report(fault.node, 'usesResult', {}, { fillDeclared: repair.fillDeclared(file, call, fault.carrier) });
          break;
        case 'accessor': {
          const { accessor } = fault;
          const node =
            accessor.kind === 'function' ? accessor.node : accessor.kind === 'replaces' ? accessor.at : accessor.fn;
          report(node, ACCESSOR_FAULTS[accessor.kind], words, {
            [ACCESSOR_REPAIRS[accessor.kind]]: repair.mendAccessor(file, call, accessor),
          });
          break;
        }
        case 'throwaway':
          // What a test fills, it fills to see what happens.
          reportThrowaway(call, fault.carrier, fault.throwaway);
          break;
        case 'shape':
          reportShape(call, fault, isExtract);
          break;
        case 'key':
          report(
            fault.key,
            'capitalKey',
            { name: fault.name, lower: fault.name.toLowerCase() },
            { lowerKey: repair.lowerKey(file, fault.key) },
          );
          break;
      }
    });
  },
});
