import type { ResolvedCall } from '../analysis/api-resolution';
import { carrierFault, type CarrierFault } from '../analysis/carriers';
import { isFunction } from '../ast';
import { headLoc, startOfText } from '../ast/report-text';
import { SHAPE_WORDS } from '../model/carriers';
import { carrierEdits, type CarrierRepair } from '../repairs/carrier-edits';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

export const validCarrier = createRule<[], CarrierFault['kind'] | CarrierRepair>({
  name: 'valid-carrier',
  meta: {
    type: 'problem',
    docs: {
      description:
        "Require 'extract' and 'inject' to get a carrier that their getter or setter understands, and that is sent",
      presets: ['recommended'],
      inTests: ['missingAccessor', 'wrongOrderThrows'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      wrongOrder:
        "'{{ call }}()' takes context, carrier and {{ accessor }} in this order: as it is called, nothing is {{ done }}, and the trace breaks here.",
      wrongOrderReturns:
        "'extract()' takes context, carrier and getter in this order: as it is called, it returns '{{ first }}' as the context, and starting a span with that throws.",
      wrongOrderThrows:
        "'{{ call }}()' takes context, carrier and {{ accessor }} in this order: as it is called, it throws.",
      missingAccessor:
        "'{{ call }}()' of a '{{ propagator }}' has no default {{ accessor }} and throws without one: pass '{{ fallback }}', or call 'propagation.{{ call }}()'.",
      missingAccessorSwallowed:
        "Without a {{ accessor }} each propagator in this '{{ propagator }}' throws, and it swallows that: nothing is {{ done }}. Pass '{{ fallback }}'.",
      extractsNothing:
        "'extract()' finds nothing in '{{ carrier }}', which {{ words }}: without a getter for it, the trace and the baggage of the sender are lost.",
      injectsNothing:
        "'inject()' writes plain properties to '{{ carrier }}', which {{ words }}: without a setter for it, no header leaves, and the receiver starts a new trace.",
      unreferenced:
        "'inject()' fills an object that nothing else refers to: no header leaves, and the receiver starts a new trace. Fill the object that is sent.",
      copy: "'inject()' fills a copy of '{{ original }}', which stays as it is: no header leaves, and the receiver starts a new trace. Fill what is sent.",
      default:
        "Where '{{ target }}' is missing, 'inject()' fills an object that is thrown away, and the receiver starts a new trace. Keep the new object.",
      unread:
        "Nothing reads '{{ name }}' of line {{ line }}, which 'inject()' fills: no header leaves, and the receiver starts a new trace. Send it with the request.",
      unreadDefault:
        "Where '{{ target }}' is missing, 'inject()' fills '{{ name }}' of line {{ line }}, which nothing else reads: no header leaves. Keep the new object.",
      usesResult:
        "'inject()' returns nothing, it fills its carrier: what takes the result gets 'undefined', and no header leaves. Pass on the carrier.",
      bareFunction:
        "The {{ accessor }} of '{{ call }}()' is a function, not an object with '{{ method }}': nothing is {{ done }}, and the trace breaks here.",
      asyncGetter:
        "'get' of this getter returns a promise, which no propagator awaits: nothing is read, and the trace breaks here. Read the value before.",
      swappedParameters:
        "'{{ method }}' gets the carrier first and the key second, and this one takes them the other way round: nothing is {{ done }}, and the trace breaks here.",
      replacingSetter:
        "'set' puts a new object in place of the old one for every header: only the last header is left, or none. Add to what is there.",
      capitalKeys:
        'The default getter looks for lower-case names and does not find {{ names }}: the trace and the baggage of the sender are lost.',
      addContext: "Pass 'context.active()' as the context.",
      addToOld: 'Add the header to what is there.',
      extractFrom: "Extract from '{{ source }}'.",
      fillDeclared: 'Declare the carrier first, and fill it then.',
      fromEntries: "Make a plain object of '{{ carrier }}'.",
      keepDefault: "Keep the new object in '{{ target }}'.",
      lowerKeys: 'Write {{ lowers }}.',
      swapArguments: 'Put the arguments in order.',
      swapParameters: 'Swap the parameters.',
      takeHeaders: "Pass '{{ path }}' of it.",
      useAccessor: 'Pass a {{ accessor }} that understands it.',
      useDefault: "Pass '{{ fallback }}'.",
      useOriginal: "Fill '{{ original }}' itself.",
      wrapFunction: 'Pass an object with the function as its method.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    /** What the messages of a fault, and of its suggestions, name. */
    function dataOf(fault: CarrierFault): Readonly<Record<string, string>> {
      if ('order' in fault) return { first: startOfText(sourceCode, fault.order.first) };
      if ('propagator' in fault) return { propagator: fault.propagator };
      if ('finding' in fault) {
        const { isPartly, shape, inner } = fault.finding;
        const words = `${isPartly ? 'in one of its types ' : ''}${SHAPE_WORDS[shape]}`;
        return { carrier: startOfText(sourceCode, fault.carrier), words, path: inner?.path.join('.') ?? '' };
      }
      if ('keys' in fault) {
        const names = fault.keys.map(({ name }) => `'${name}'`).join(', ');
        return { names, lowers: names.toLowerCase() };
      }
      if (!('throwaway' in fault)) return {};
      const { throwaway } = fault;
      const value = throwaway.kind === 'local' ? throwaway.value : throwaway;
      return {
        ...(value.kind === 'default' && { target: startOfText(sourceCode, value.target) }),
        ...(value.kind === 'copy' && value.of && { original: startOfText(sourceCode, value.of) }),
        ...(throwaway.kind === 'local' && { name: throwaway.name, line: String(throwaway.declaration.loc.start.line) }),
      };
    }

    return file.onOperation(['propagation.extract', 'propagation.inject'], (call: ResolvedCall) => {
      const fault = carrierFault(file.resolver, file.carriers, call, () => file.operations('propagation.inject'));
      // The first versions of the API took the carrier first.
      if (!fault || ('order' in fault && file.project.majorVersion('@opentelemetry/api') === 0)) return;
      const { kind, node } = fault;
      const data = { ...(call.operation === 'propagation.extract' ? READING : WRITING), ...dataOf(fault) };
      context.report({
        node,
        loc: isFunction(node) ? headLoc(sourceCode, node) : node.loc,
        messageId: kind,
        data,
        suggest: carrierEdits(file, call, fault).map(({ repair, edit, data: more }) => ({
          messageId: repair,
          data: { ...data, ...more },
          fix: edit,
        })),
      });
    });
  },
});

const READING = {
  call: 'extract',
  done: 'read',
  method: 'get',
  accessor: 'getter',
  fallback: 'defaultTextMapGetter',
};

const WRITING = {
  call: 'inject',
  done: 'written',
  method: 'set',
  accessor: 'setter',
  fallback: 'defaultTextMapSetter',
};
