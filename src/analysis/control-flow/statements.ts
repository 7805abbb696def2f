/** Statements as flow: branches, loops, jumps, handlers and finalizers. */
import { isLoop } from '../../ast';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { Assembly, CatchFrame, Frame, LooseEnd } from './assembly';
import type { ExpressionFlow } from './expressions';
import type { FlowNode } from './flow-types';

/**
 * Builds the flow of statements.
 *
 * *Known limitations*: closing the iterator of a `for-of` loop that is left early is taken not to throw. A switch is
 * never taken to be exhaustive. Namespaces run in place, like the statements they hold.
 */
export class StatementFlow {
  constructor(
    private readonly flow: Assembly,
    private readonly expressions: ExpressionFlow,
    /** In an async generator `return value` awaits the value. */
    private readonly returnAwaits: boolean,
  ) {}

  /** Runs statements one after another; `using` variables are disposed at the end. */
  run(statements: readonly TSESTree.Node[]): void {
    this.withDisposal(() => {
      for (const statement of statements) this.statement(statement, []);
    });
  }

  private statement(node: TSESTree.Node, labels: readonly string[]): void {
    const { flow, expressions } = this;
    switch (node.type) {
      case AST_NODE_TYPES.BlockStatement:
        this.run(node.body);
        return;
      case AST_NODE_TYPES.ExpressionStatement:
        expressions.evaluate(node.expression);
        return;
      case AST_NODE_TYPES.VariableDeclaration:
        this.variables(node);
        return;
      case AST_NODE_TYPES.ClassDeclaration:
        if (!node.declare) expressions.evaluateClass(node);
        return;
      case AST_NODE_TYPES.ReturnStatement: {
        expressions.evaluate(node.argument);
        const awaits = this.returnAwaits && node.argument !== null;
        const event = flow.add('return', node, awaits ? 'await' : undefined);
        if (awaits) flow.mayThrow(event, 'await');
        flow.leave({ kind: 'return' });
        return;
      }
      case AST_NODE_TYPES.ThrowStatement:
        expressions.evaluate(node.argument);
        flow.mayThrow(flow.add('throw', node), 'throw');
        flow.takePending();
        return;
      case AST_NODE_TYPES.BreakStatement:
      case AST_NODE_TYPES.ContinueStatement: {
        flow.add('jump', node);
        const statement = node.type === AST_NODE_TYPES.BreakStatement ? 'break' : 'continue';
        const target = flow.findJump(statement, node.label?.name);
        if (target) flow.leave({ kind: 'jump', target });
        else flow.takePending();
        return;
      }
      case AST_NODE_TYPES.IfStatement: {
        const { whenTrue, whenFalse } = expressions.test(node.test);
        flow.pending = whenTrue;
        this.statement(node.consequent, []);
        const ends = flow.takePending();
        flow.pending = whenFalse;
        if (node.alternate) this.statement(node.alternate, []);
        flow.pending.push(...ends);
        return;
      }
      case AST_NODE_TYPES.LabeledStatement:
        this.labeled(node, labels);
        return;
      case AST_NODE_TYPES.WhileStatement: {
        const head = flow.add('loop', node);
        const { whenTrue, whenFalse } = expressions.test(node.test);
        flow.pending = whenTrue;
        this.loopBody(node.body, labels, head, whenFalse);
        return;
      }
      case AST_NODE_TYPES.DoWhileStatement:
        this.doWhile(node, labels);
        return;
      case AST_NODE_TYPES.ForStatement:
        this.withDisposal(() => this.forLoop(node, labels));
        return;
      case AST_NODE_TYPES.ForInStatement:
      case AST_NODE_TYPES.ForOfStatement:
        this.iteration(node, labels);
        return;
      case AST_NODE_TYPES.SwitchStatement:
        this.switchStatement(node);
        return;
      case AST_NODE_TYPES.TryStatement:
        this.tryStatement(node);
        return;
      case AST_NODE_TYPES.WithStatement:
        expressions.evaluate(node.object);
        this.statement(node.body, []);
        return;
      case AST_NODE_TYPES.ExportNamedDeclaration:
        if (node.declaration) this.statement(node.declaration, []);
        return;
      case AST_NODE_TYPES.ExportDefaultDeclaration:
        this.statement(node.declaration, []);
        return;
      case AST_NODE_TYPES.TSExportAssignment:
        expressions.evaluate(node.expression);
        return;
      case AST_NODE_TYPES.TSEnumDeclaration:
        for (const member of node.body.members) expressions.evaluate(member.initializer);
        return;
      case AST_NODE_TYPES.TSModuleDeclaration:
        if (!node.declare) this.run(namespaceBody(node));
        return;
      case AST_NODE_TYPES.FunctionDeclaration:
      case AST_NODE_TYPES.ImportDeclaration:
      case AST_NODE_TYPES.ExportAllDeclaration:
      case AST_NODE_TYPES.EmptyStatement:
      case AST_NODE_TYPES.DebuggerStatement:
        return;
      default:
        // An exported default value, or syntax of a later language version.
        expressions.evaluate(node);
    }
  }

  private variables(node: TSESTree.VariableDeclaration): void {
    if (node.declare) return;
    for (const declarator of node.declarations) {
      this.expressions.evaluate(declarator.init);
      this.expressions.target(declarator.id);
      this.flow.add('evaluate', declarator);
    }
    if (node.kind === 'using' || node.kind === 'await using') this.disposeLater(node);
  }

  private disposeLater(node: TSESTree.VariableDeclaration): void {
    const suspension = node.kind === 'await using' ? 'await-using' : undefined;
    const entry = { kind: 'dispose', ast: node, suspension } as const;
    const frame = this.flow.cleanupFrame(entry, () => {
      const disposal = this.flow.pending[0]?.from;
      if (disposal) this.flow.mayThrow(disposal, suspension ? 'await' : 'call');
    });
    this.flow.frames = frame;
  }

  /** Runs `build`, then disposes the `using` variables it declared, the last one first. */
  private withDisposal(build: () => void): void {
    const before = this.flow.frames;
    build();
    for (let frame = this.flow.frames; frame && frame !== before; frame = frame.outer) {
      this.flow.frames = frame.outer;
      if (frame.kind === 'cleanup') this.flow.finishNormally(frame);
    }
    this.flow.frames = before;
  }

  private labeled(node: TSESTree.LabeledStatement, labels: readonly string[]): void {
    const all = [...labels, node.label.name];
    if (isLoop(node.body) || node.body.type === AST_NODE_TYPES.LabeledStatement) {
      this.statement(node.body, all);
      return;
    }
    const after = this.flow.detached({ kind: 'join', ast: node });
    const { frames: outer } = this.flow;
    const frame: Frame = { kind: 'jump', statement: 'break', labels: all, plain: false, to: after, outer };
    this.flow.within(frame, () => this.statement(node.body, []));
    this.arriveAt(after);
  }

  private doWhile(node: TSESTree.DoWhileStatement, labels: readonly string[]): void {
    const { flow } = this;
    const head = flow.add('loop', node);
    const test = flow.detached({ kind: 'join', ast: node });
    const after = flow.detached({ kind: 'join', ast: node });
    this.insideLoop(labels, after, test, () => this.statement(node.body, []));
    this.arriveAt(test);
    const { whenTrue, whenFalse } = this.expressions.test(node.test);
    flow.pending = whenTrue;
    flow.join(head);
    flow.pending = whenFalse;
    this.arriveAt(after);
  }

  private forLoop(node: TSESTree.ForStatement, labels: readonly string[]): void {
    const { flow } = this;
    if (node.init) this.statement(node.init, []);
    const head = flow.add('loop', node);
    let whenFalse: LooseEnd[] = [];
    if (node.test) {
      const outcomes = this.expressions.test(node.test);
      flow.pending = outcomes.whenTrue;
      whenFalse = outcomes.whenFalse;
    }
    const update = flow.detached({ kind: 'join', ast: node });
    const after = flow.detached({ kind: 'join', ast: node });
    this.insideLoop(labels, after, update, () => this.statement(node.body, []));
    this.arriveAt(update);
    this.expressions.evaluate(node.update);
    flow.join(head);
    flow.pending = whenFalse;
    this.arriveAt(after);
  }

  private iteration(node: TSESTree.ForInStatement | TSESTree.ForOfStatement, labels: readonly string[]): void {
    const { flow } = this;
    this.expressions.evaluate(node.right);
    const awaits = node.type === AST_NODE_TYPES.ForOfStatement && node.await;
    const head = flow.add('iterate', node, awaits ? 'for-await' : undefined);
    if (node.type === AST_NODE_TYPES.ForOfStatement) flow.mayThrow(head, awaits ? 'await' : 'iteration');
    const after = flow.detached({ kind: 'join', ast: node });
    flow.continueFrom(head, 'true');
    this.insideLoop(
      labels,
      after,
      head,
      () => this.withDisposal(() => this.iterationBody(node)),
      awaits ? node : undefined,
    );
    flow.join(head);
    flow.continueFrom(head, 'false');
    this.arriveAt(after);
  }

  private iterationBody(node: TSESTree.ForInStatement | TSESTree.ForOfStatement): void {
    if (node.left.type === AST_NODE_TYPES.VariableDeclaration) {
      this.variables(node.left);
    } else {
      this.expressions.target(node.left);
      this.flow.add('evaluate', node.left);
    }
    this.statement(node.body, []);
  }

  /** The body of a while loop: jumps, then back to the head. */
  private loopBody(body: TSESTree.Statement, labels: readonly string[], head: FlowNode, exits: LooseEnd[]): void {
    const after = this.flow.detached({ kind: 'join', ast: head.ast });
    this.insideLoop(labels, after, head, () => this.statement(body, []));
    this.flow.join(head);
    this.flow.pending = exits;
    this.arriveAt(after);
  }

  /** Builds a loop body between the targets of `break` and `continue`; leaving a for-await loop closes its iterator. */
  private insideLoop(
    labels: readonly string[],
    breakTo: FlowNode,
    continueTo: FlowNode,
    build: () => void,
    closes?: TSESTree.ForOfStatement,
  ): void {
    const { flow } = this;
    const outer: Frame = { kind: 'jump', statement: 'break', labels, plain: true, to: breakTo, outer: flow.frames };
    flow.within(outer, () => {
      const close =
        closes && flow.cleanupFrame({ kind: 'dispose', ast: closes, suspension: 'for-await' }, () => undefined);
      const frame = close ?? outer;
      flow.within({ kind: 'jump', statement: 'continue', labels, plain: true, to: continueTo, outer: frame }, build);
    });
  }

  private switchStatement(node: TSESTree.SwitchStatement): void {
    const { flow } = this;
    this.expressions.evaluate(node.discriminant);
    const entering = new Map<TSESTree.SwitchCase, LooseEnd>();
    for (const switchCase of node.cases) {
      if (!switchCase.test) continue;
      this.expressions.evaluate(switchCase.test);
      const branch = flow.add('branch', switchCase);
      entering.set(switchCase, { from: branch, kind: 'true' });
      flow.continueFrom(branch, 'false');
    }
    const noneMatches = flow.takePending();
    const after = flow.detached({ kind: 'join', ast: node });
    const outer: Frame = { kind: 'jump', statement: 'break', labels: [], plain: true, to: after, outer: flow.frames };
    flow.within(outer, () => {
      this.withDisposal(() => {
        for (const switchCase of node.cases) {
          const enter = entering.get(switchCase);
          flow.pending.push(...(enter ? [enter] : noneMatches));
          for (const statement of switchCase.consequent) this.statement(statement, []);
        }
      });
    });
    if (node.cases.every((switchCase) => switchCase.test)) flow.pending.push(...noneMatches);
    this.arriveAt(after);
  }

  private tryStatement(node: TSESTree.TryStatement): void {
    const { flow } = this;
    const outer = flow.frames;
    const { finalizer, handler } = node;
    const cleanup = finalizer && flow.cleanupFrame({ kind: 'finally', ast: finalizer }, () => this.run(finalizer.body));
    const guarded: Frame | undefined = cleanup ?? outer;
    const caught = handler && flow.detached({ kind: 'catch', ast: handler });
    const catching: CatchFrame | undefined = caught ? { kind: 'catch', handler: caught, outer: guarded } : undefined;
    flow.frames = catching ?? guarded;
    this.run(node.block.body);
    if (caught) {
      const ends = flow.takePending();
      flow.frames = guarded;
      flow.continueFrom(caught);
      this.expressions.target(handler.param);
      this.run(handler.body.body);
      flow.pending.push(...ends);
    }
    flow.frames = outer;
    if (cleanup) flow.finishNormally(cleanup);
  }

  /** Goes on at a node that jumps may have led to as well. */
  private arriveAt(node: FlowNode): void {
    this.flow.join(node);
    if (node.predecessors.length > 0) this.flow.continueFrom(node);
  }
}

/** The statements of a namespace; `namespace A.B {}` may hold another declaration instead of a block. */
function namespaceBody(node: TSESTree.TSModuleDeclaration): readonly TSESTree.Node[] {
  const body = node.body as TSESTree.Node | undefined;
  if (body?.type === AST_NODE_TYPES.TSModuleBlock) return body.body;
  return body ? [body] : [];
}
