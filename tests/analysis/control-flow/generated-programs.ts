/** Random function bodies whose calls are all numbered, and a world that runs them and writes down what was called. */

export type Random = () => number;

/** A small seeded generator (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

export type FunctionKind = '' | 'async ' | 'async*' | '*';

/** Writes the body of a function of the given kind. Every call `f(n, …)` in it has its own number n. */
export function generateBody(random: Random, kind: FunctionKind): string {
  return new Writer(random, kind).block(0, { loops: [], labels: [], canBreak: false });
}

interface Scope {
  readonly loops: readonly string[];
  readonly labels: readonly string[];
  readonly canBreak: boolean;
}

class Writer {
  private count = 0;
  private names = 0;

  constructor(
    private readonly random: Random,
    private readonly kind: FunctionKind,
  ) {}

  block(depth: number, scope: Scope): string {
    const size = 1 + this.below(depth === 0 ? 5 : 3);
    return Array.from({ length: size }, () => this.statement(depth, scope)).join('\n');
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  private id(): number {
    this.count += 1;
    return this.count;
  }

  private name(): string {
    this.names += 1;
    return `v${this.names}`;
  }

  private statement(depth: number, scope: Scope): string {
    const simple = [
      () => `${this.expression(0)};`,
      () => `${this.expression(0)};`,
      () => `const ${this.name()} = ${this.expression(0)};`,
      () =>
        `let { a: ${this.name()} = ${this.expression(1)}, [${this.expression(1)}]: ${this.name()} = ${this.expression(1)} } = object(${this.id()});`,
      () => `let [${this.name()} = ${this.expression(1)}] = list(${this.id()});`,
      () => `const ${this.name()} = () => { call(${this.id()}); };`,
      () =>
        `let ${this.name()} = maybe(${this.id()}); v${this.names} ${this.pick(['??=', '||=', '&&=', '='])} ${this.expression(1)};`,
      () => this.exit(scope),
    ];
    if (depth >= 4) return this.pick(simple)();
    const inner = depth + 1;
    const loop = (label: string): Scope => ({
      loops: label ? [...scope.loops, label] : scope.loops,
      labels: label ? [...scope.labels, label] : scope.labels,
      canBreak: true,
    });
    const inLoop = (write: (body: string) => string): string => {
      const label = this.random() < 0.3 ? `l${this.id()}` : '';
      const nested: Scope = { ...loop(label), loops: [...loop(label).loops, ''] };
      return `${label ? `${label}: ` : ''}${write(this.block(inner, nested))}`;
    };
    const compound = [
      () => `if (${this.condition(0)}) {\n${this.block(inner, scope)}\n}`,
      () => `if (${this.condition(0)}) {\n${this.block(inner, scope)}\n} else {\n${this.block(inner, scope)}\n}`,
      () => this.tryStatement(inner, scope),
      () => this.tryStatement(inner, scope),
      () => this.tryStatement(inner, scope),
      () => inLoop((body) => `while (limited(${this.id()})) {\n${body}\n}`),
      () => inLoop((body) => `while (true) { if (done(${this.id()})) break;\n${body}\n}`),
      () => inLoop((body) => `do {\n${body}\n} while (limited(${this.id()}));`),
      () =>
        inLoop(
          (body) => `for (let i = ${this.expression(1)}; limited(${this.id()}); ${this.expression(1)}) {\n${body}\n}`,
        ),
      () => inLoop((body) => `for (;;) { if (done(${this.id()})) break;\n${body}\n}`),
      () =>
        inLoop(
          (body) => `for (const { a: ${this.name()} = ${this.expression(1)} } of objects(${this.id()})) {\n${body}\n}`,
        ),
      () => inLoop((body) => `for (const ${this.name()} in ${this.expression(1)} || { k: 1 }) {\n${body}\n}`),
      () => this.switchStatement(inner, scope),
      () => {
        const label = `b${this.id()}`;
        return `${label}: {\n${this.block(inner, { ...scope, labels: [...scope.labels, label] })}\n}`;
      },
    ];
    if (this.kind.startsWith('async')) {
      compound.push(() => inLoop((body) => `for await (const ${this.name()} of stream(${this.id()})) {\n${body}\n}`));
    }
    return this.random() < 0.5 ? this.pick(simple)() : this.pick(compound)();
  }

  private exit(scope: Scope): string {
    const exits = [() => `return ${this.expression(1)};`, () => 'return;', () => `throw ${this.expression(1)} ?? {};`];
    const jumps: (() => string)[] = [];
    if (scope.canBreak) jumps.push(() => 'break;');
    if (scope.loops.includes('')) jumps.push(() => 'continue;');
    for (const label of scope.labels) jumps.push(() => `break ${label};`);
    for (const label of scope.loops) if (label) jumps.push(() => `continue ${label};`);
    const leave = this.pick(this.random() < 0.6 && jumps.length > 0 ? jumps : exits)();
    return this.random() < 0.7 ? `if (${this.condition(1)}) ${leave}` : leave;
  }

  private tryStatement(inner: number, scope: Scope): string {
    const block = (): string => `{\n${this.block(inner, scope)}\n}`;
    const parameter = this.pick(['', ' (e)', ` ({ a = ${this.expression(1)} })`]);
    return this.pick([
      () => `try ${block()} catch${parameter} ${block()}`,
      () => `try ${block()} finally ${block()}`,
      () => `try ${block()} catch${parameter} ${block()} finally ${block()}`,
    ])();
  }

  private switchStatement(inner: number, scope: Scope): string {
    const nested: Scope = { ...scope, canBreak: true };
    const cases = Array.from(
      { length: 1 + this.below(3) },
      () => `case number(${this.id()}): {\n${this.block(inner, nested)}\n}`,
    );
    if (this.random() < 0.6)
      cases.splice(this.below(cases.length + 1), 0, `default: {\n${this.block(inner, nested)}\n}`);
    return `switch (number(${this.id()})) {\n${cases.join(this.pick(['\n', '\nbreak;\n']).replace('break', this.pick(['break', ''])))}\n}`;
  }

  private condition(depth: number): string {
    if (depth > 2) return `flag(${this.id()})`;
    return this.pick([
      () => `flag(${this.id()})`,
      () => `flag(${this.id()})`,
      () => `!${this.condition(depth + 1)}`,
      () => `(${this.condition(depth + 1)} && ${this.condition(depth + 1)})`,
      () => `(${this.condition(depth + 1)} || ${this.condition(depth + 1)})`,
      () => `(${this.condition(depth + 1)} ? ${this.condition(depth + 1)} : ${this.condition(depth + 1)})`,
      () => `(${this.expression(depth + 1)}, ${this.condition(depth + 1)})`,
      () => `maybe(${this.id()})?.method(${this.id()})`,
    ])();
  }

  private expression(depth: number): string {
    const call = (): string => `call(${this.id()})`;
    if (depth > 2) return call();
    const next = (): string => this.expression(depth + 1);
    const forms = [
      call,
      call,
      () => `call(${this.id()}, ${next()}, ${next()})`,
      () => `new Made(${this.id()}, ${next()})`,
      () => `(${this.condition(depth + 1)} && ${next()})`,
      () => `(maybe(${this.id()}) ?? ${next()})`,
      () => `(${this.condition(depth + 1)} ? ${next()} : ${next()})`,
      () => `maybe(${this.id()})?.method(${this.id()}, ${next()}).method(${this.id()}, ${next()})`,
      () => `maybe(${this.id()})?.[${next()}]`,
      () => `(maybe(${this.id()})?.next?.method(${this.id()}))`,
      () => `maybe(${this.id()})?.perhaps?.(${this.id()}, ${next()})`,
      () => `[${next()}, ...list(${this.id()}), ${next()}]`,
      () => `({ a: ${next()}, [${next()}]: ${next()}, ...${next()} })`,
      () => `\`\${${next()}} \${${next()}}\``,
      () => `tag(${this.id()})\`\${${next()}}\``,
      () => `(${next()} === ${next()})`,
      () => `(${next()}, ${next()})`,
      () =>
        `(class extends (${next()}, Object) { static [${next()}] = call(${this.id()}); field = call(${this.id()}); })`,
    ];
    if (this.kind.startsWith('async')) {
      const wait = (): string => `(await later(${this.id()}))`;
      forms.push(wait, wait, () => `call(${this.id()}, await ${next()})`);
    }
    if (this.kind.endsWith('*')) {
      const give = (): string => `(yield call(${this.id()}))`;
      forms.push(give, give, () => `call(${this.id()}, yield ${next()})`);
    }
    return this.pick(forms)();
  }
}

/** What running a body once did: the numbers of the calls in order, and how it left. */
export interface Run {
  readonly calls: readonly number[];
  /** The places in `calls` of those that threw at once. */
  readonly failed: ReadonlySet<number>;
  readonly exit: 'return' | 'throw';
}

/** Runs a generated body in a world whose answers and failures come from `random`. */
export async function runBody(body: string, kind: FunctionKind, random: Random, failures: number): Promise<Run> {
  const calls: number[] = [];
  const failed = new Set<number>();
  const limits = new Map<number, number>();
  const fails = (): boolean => random() < failures;
  const log = (id: number): void => {
    calls.push(id);
    if (!fails()) return;
    failed.add(calls.length - 1);
    throw new Error(`call ${id}`);
  };
  const budget = (id: number): boolean => {
    const left = limits.get(id) ?? 2;
    limits.set(id, left - 1);
    return left > 0;
  };
  const objectWithMethod = (): object => {
    const object = {
      method(id: number): object {
        log(id);
        return object;
      },
      get next(): object | undefined {
        return random() < 0.5 ? object : undefined;
      },
    };
    return object;
  };
  const anObject = (): object => (random() < 0.5 ? {} : { a: 1 });
  const world = {
    call: (id: number): number => (log(id), id),
    Made: function Made(id: number): void {
      log(id);
    },
    flag: (id: number): boolean => (log(id), random() < 0.5),
    number: (id: number): number => (log(id), Math.floor(random() * 3)),
    maybe: (id: number): object | undefined => (log(id), random() < 0.5 ? objectWithMethod() : undefined),
    object: (id: number): object => (log(id), anObject()),
    objects: (id: number): object[] => (log(id), Array.from({ length: Math.floor(random() * 3) }, anObject)),
    list: (id: number): unknown[] => (log(id), random() < 0.5 ? [] : [1]),
    tag: (id: number) => (log(id), (): number => 0),
    limited: (id: number): boolean => {
      const more = budget(id) && random() < 0.7;
      log(id);
      return more;
    },
    // Does not fail: it is what ends the loops that have no test.
    done: (id: number): boolean => (calls.push(id), !budget(id)),
    later: async (id: number): Promise<number> => {
      calls.push(id);
      await Promise.resolve();
      if (fails()) throw new Error(`later ${id}`);
      return id;
    },
    stream: (id: number): AsyncIterable<number> => {
      log(id);
      return (async function* (): AsyncGenerator<number> {
        for (let turn = 0; turn < 2; turn += 1) {
          await Promise.resolve();
          if (fails()) throw new Error('stream');
          yield turn;
        }
      })();
    },
  };
  const [keyword, star] = [kind.startsWith('async') ? 'async ' : '', kind.endsWith('*') ? '*' : ''];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running generated text is the point of this test
  const make = new Function(...Object.keys(world), `return ${keyword}function${star} body() {\n${body}\n};`) as (
    ...parts: unknown[]
  ) => () => unknown;
  const run = make(...Object.values(world));
  try {
    const result = run();
    if (kind.endsWith('*')) await consume(result as AsyncGenerator | Generator, random);
    else await result;
    return { calls, failed, exit: 'return' };
  } catch {
    return { calls, failed, exit: 'throw' };
  }
}

/** Takes values, and now and then throws into the generator or stops it. Yields inside a stopped generator go on. */
async function consume(generator: AsyncGenerator | Generator, random: Random): Promise<void> {
  let result = await generator.next();
  while (!result.done) {
    const choice = random();
    if (choice < 0.1) result = await generator.throw(new Error('consumer'));
    else if (choice < 0.25) result = await generator.return(undefined);
    else result = await generator.next({ a: 1 });
  }
}
