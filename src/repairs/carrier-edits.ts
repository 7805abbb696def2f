/** The edits that mend each fault of a carrier, by the name of the suggestion. */
import type { ResolvedCall } from '../analysis/api-resolution';
import type { CarrierFault } from '../analysis/carriers';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { Edit } from '../fixes';
import {
  fillDeclared,
  giveAccessor,
  givePlainObject,
  keepDefault,
  mendAccessor,
  takeHeaders,
  useOriginal,
} from './carrier';
import { extractFromSource, lowerKeys, orderArguments, passAccessor } from './carrier-arguments';

/** What a suggestion does. */
export type CarrierRepair =
  | 'addContext'
  | 'addToOld'
  | 'extractFrom'
  | 'fillDeclared'
  | 'fromEntries'
  | 'keepDefault'
  | 'lowerKeys'
  | 'swapArguments'
  | 'swapParameters'
  | 'takeHeaders'
  | 'useAccessor'
  | 'useDefault'
  | 'useOriginal'
  | 'wrapFunction';

/** A repair, its edit, and what its text needs to know besides the fault. */
export interface CarrierEdit {
  readonly repair: CarrierRepair;
  readonly edit: Edit;
  readonly data?: Readonly<Record<string, string>>;
}

const ACCESSOR_REPAIRS = {
  asyncGetter: 'wrapFunction',
  bareFunction: 'wrapFunction',
  replacingSetter: 'addToOld',
  swappedParameters: 'swapParameters',
} as const;

/** The edits for a fault, best first. */
export function carrierEdits(file: FileAnalysis, call: ResolvedCall, fault: CarrierFault): readonly CarrierEdit[] {
  const fromText = textEdit(file, call, fault);
  if (fromText) return [fromText];
  return Object.entries<Edit | undefined>(editsFor(file, call, fault)).flatMap(([repair, edit]) =>
    edit ? [{ repair: repair as CarrierRepair, edit }] : [],
  );
}

function editsFor(
  file: FileAnalysis,
  call: ResolvedCall,
  fault: CarrierFault,
): Readonly<Partial<Record<CarrierRepair, Edit | undefined>>> {
  switch (fault.kind) {
    case 'wrongOrder':
    case 'wrongOrderReturns':
    case 'wrongOrderThrows':
      return { [fault.order.context ? 'swapArguments' : 'addContext']: orderArguments(file, call, fault.order) };
    case 'missingAccessor':
    case 'missingAccessorSwallowed': {
      const carrier = call.argument('carrier');
      const passed = carrier && passAccessor(file, call, carrier);
      return { [passed?.isDefault === false ? 'useAccessor' : 'useDefault']: passed?.edit };
    }
    case 'usesResult':
      return { fillDeclared: fillDeclared(file, call, fault.carrier) };
    case 'extractsNothing':
    case 'injectsNothing':
      return {
        takeHeaders: takeHeaders(file, call, fault.carrier, fault.finding),
        fromEntries:
          fault.kind === 'extractsNothing' ? givePlainObject(file, call, fault.carrier, fault.finding) : undefined,
        useAccessor: giveAccessor(file, call, fault.carrier, fault.finding),
      };
    case 'capitalKeys':
      return { lowerKeys: lowerKeys(file, call, fault.keys) };
    case 'asyncGetter':
    case 'bareFunction':
    case 'replacingSetter':
    case 'swappedParameters':
      return { [ACCESSOR_REPAIRS[fault.kind]]: mendAccessor(file, call, fault.accessor) };
    default:
      return {
        useOriginal: useOriginal(file, call, fault.carrier, fault.throwaway),
        keepDefault: keepDefault(file, fault.throwaway),
      };
  }
}

/** A text that repeats headers of something: those can be read. */
function textEdit(file: FileAnalysis, call: ResolvedCall, fault: CarrierFault): CarrierEdit | undefined {
  const order = 'order' in fault ? fault.order : undefined;
  const carrier = order ? order.carrier : call.argument('carrier');
  const isAsked = order !== undefined || fault.kind === 'extractsNothing' || fault.kind === 'missingAccessor';
  if (!isAsked || !carrier || file.carriers.of(carrier, 'extract')?.shape !== 'text') return undefined;
  const found = extractFromSource(file, call, carrier, order);
  return found && { repair: 'extractFrom', edit: found.edit, data: { source: found.source } };
}
