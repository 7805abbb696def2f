/** What a callback loses that is handed across a boundary. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { DetectedManager } from '../../model/context-managers';
import type { AmbientUse, RequestScope } from '../ambient-context';
import type { DerivedContext } from './derived-context';
import type { Drain } from './drains';
import type { SharedCollection } from './shared-collections';

interface LossBase {
  /** The callback as it is handed over. */
  readonly node: TSESTree.Node;
  /** The context manager instance whose active context is read; undefined for the global one. */
  readonly manager?: TSESTree.Expression | undefined;
  /** What to bind to the active context where it is handed over; undefined where binding cannot help. */
  readonly bindable: TSESTree.Expression | undefined;
}

export type ContextLoss = LossBase &
  (
    | {
        readonly kind: 'scheduler';
        readonly scheduler: string;
        readonly use: AmbientUse;
        /** What loses it. */
        readonly by: DetectedManager;
      }
    | {
        readonly kind: 'derived';
        readonly scheduler: string;
        readonly use: AmbientUse;
        readonly derived: DerivedContext;
      }
    | {
        readonly kind: 'drain';
        readonly scheduler: string;
        readonly of: Drain['of'];
        readonly use: AmbientUse | undefined;
        readonly collection: SharedCollection;
        /** Where an element, or the batch, is handled. */
        readonly at: TSESTree.Node;
      }
    | {
        readonly kind: 'listener';
        readonly use: AmbientUse;
        readonly derived: DerivedContext | undefined;
        /** As it is written: `this.bus`. */
        readonly emitter: string;
        readonly event: string | undefined;
        readonly runsIn: string;
        readonly scope: RequestScope;
      }
    | {
        readonly kind: 'task';
        readonly use: AmbientUse;
        readonly derived: DerivedContext | undefined;
        readonly library: string;
        readonly runsIn: string;
      }
    | {
        readonly kind: 'stored';
        readonly use: AmbientUse;
        readonly derived: DerivedContext | undefined;
        readonly collection: SharedCollection;
        /** Where the function is called. */
        readonly at: TSESTree.Node;
      }
    | { readonly kind: 'shared'; readonly use: AmbientUse; readonly library: string; readonly runsIn: string }
  );
