/**
 * Whether a file can hold OpenTelemetry at all: a look at its text, before anything of it is computed. It is asked by
 * every rule of every file, so it scans the text once, and allocates nothing.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { PROPAGATOR_OPTIONS } from '../model/propagators';
import type { Settings } from '../model/settings';

/** What brings OpenTelemetry into a file: a module specifier. A comment or a text that only mentions it does not. */
const TRACES_OF_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(?:\/\*.*?\*\/\s*)?['"`][^'"`\n]*opentelemetry/;
/**
 * The same with types: a tracer, a context or a baggage may be injected from another file. Common words (`with`,
 * `inject`) count only behind a name that tells, so that a file without OpenTelemetry is not walked for nothing.
 */
const TRACES_OF_USE =
  /start(?:Active)?Span\b|getActive(?:Span|Baggage)|(?:[gs]et|create|delete)Baggage\b|setSpan\b|\.setEntry\(|suppressTracing|[cC]ontext(?:s|API|Api|Manager)?\??\.(?:with|active|attach|bind)\(|[pP]ropagat(?:ion|or)(?:API|Api)?\??\.(?:inject|extract)\(|CompositePropagator/;

/** Packages that take OpenTelemetry's parts and do not say so in their names; variables of the environment. */
const SURE_TRACES: readonly string[] = [
  'OTEL_',
  ...PROPAGATOR_OPTIONS.map((row) => row.package).filter((name) => !name.includes('opentelemetry')),
];
/** What a text has in which {@link TRACES_OF_USE} finds something: quicker to look for. */
const STEMS_OF_USE = /Span|Baggage|setEntry|suppressT|ontext[sAM.?]|ropagat/;

interface Verdict {
  readonly settings: Settings;
  readonly isRelevant: boolean;
}

const verdicts = new WeakMap<TSESLint.SourceCode, Verdict>();

/** Whether a file can hold OpenTelemetry, or a wrapper of the project around it. */
export function isRelevant(sourceCode: TSESLint.SourceCode, settings: Settings): boolean {
  const known = verdicts.get(sourceCode);
  if (known?.settings === settings) return known.isRelevant;
  const verdict = { settings, isRelevant: mentionsOpenTelemetry(sourceCode, settings) };
  verdicts.set(sourceCode, verdict);
  return verdict.isRelevant;
}

function mentionsOpenTelemetry(
  { parserServices, text }: TSESLint.SourceCode,
  { wrappers }: Pick<Settings, 'wrappers'>,
): boolean {
  if (text.includes('opentelemetry') && TRACES_OF_IMPORT.test(text)) return true;
  if (SURE_TRACES.some((trace) => text.includes(trace))) return true;
  if (parserServices?.program && STEMS_OF_USE.test(text) && TRACES_OF_USE.test(text)) return true;
  return wrappers.some((wrapper) => wrapper.names.some((name) => text.includes(name)));
}
