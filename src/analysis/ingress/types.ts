/**
 * What the room answers: which handler a request comes from, and what becomes of the context that is taken out of it.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { CallNode, FunctionNode } from '../../ast';
import type { Settings } from '../../model/settings';
import type { ApiResolver } from '../api-resolution';
import type { Messaging } from '../messaging';
import type { ProjectFacts } from '../project';

/** What the room needs to know of a file. `FileAnalysis` has all of it. */
export interface IngressParts {
  readonly sourceCode: TSESLint.SourceCode;
  readonly filename: string;
  readonly settings: Pick<Settings, 'ingress' | 'testFiles'>;
  readonly resolver: ApiResolver;
  /** Every call and construction of the file, in source order. */
  readonly calls: readonly CallNode[];
  readonly project: Pick<ProjectFacts, 'isInstrumented' | 'mayBeInstrumented'>;
  readonly messaging: Pick<Messaging, 'originOf'>;
}

/** A function that is run for each request or message. */
export interface IngressHandler {
  /** `express`, `kafkajs`, `aws-lambda`: the id of a row of the model. */
  readonly library: string;
  /** For messages, without quotes: `Express`, `Kafka`. */
  readonly label: string;
  /** The function, or what stands for it: the loop over a subscription, the module around a poll. */
  readonly node: TSESTree.Node;
  readonly fn: FunctionNode | undefined;
  /** What to point at: the function, else the call or loop that takes the messages. */
  readonly site: TSESTree.Node;
  /**
   * Whether an instrumentation has made the context of the request active when the handler runs; undefined when
   * unknown.
   */
  readonly isCovered: boolean | undefined;
  /** The library whose instrumentation does so, by its name in the settings. */
  readonly instrumentation: string | undefined;
  /** The kind of the span that an instrumentation starts for the request. */
  readonly entryKind: 'CONSUMER' | 'SERVER';
}

/** What an expression is of a request. */
export interface IngressOrigin {
  readonly handler: IngressHandler;
  /** `carrier` is the headers, `header` one of them, `request` what holds them, `part` anything else of it. */
  readonly what: 'carrier' | 'header' | 'part' | 'request';
  /** The property names from the request to the expression: empty for the request itself. */
  readonly path: readonly string[];
}
